#!/usr/bin/env bash
# scikit-learn 1.9.1, NumPy 2.4.6
#
# MiniBatchKMeans(max_iter=1, batch_size=100) on 1000 samples; max_iter is the "maximum number of iterations over the
# complete dataset". MiniBatchDictionaryLearning beside it, with the same words for its max_iter.
# Expected: 10 steps in which each sample is used once, as in scikit-learn's other mini-batch estimators, which cut
#   the samples into slices.
# Seen: MiniBatchKMeans draws every batch anew with replacement: 10 steps, but only 627 of the 1000 samples are
#   used (1 - 1/e of them), some up to five times. MiniBatchDictionaryLearning uses each sample once.
# Why it matters here: an "iteration over the data set" of one estimator is a pass, of its neighbour n samples
#   processed; distinct samples and passes are two numbers.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet scikit-learn==1.9.1 numpy==2.4.6
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from collections import Counter

import numpy as np
import sklearn
from sklearn.cluster import MiniBatchKMeans
from sklearn.decomposition import MiniBatchDictionaryLearning


class Watched(np.random.RandomState):
    """Notes the batches that are drawn from the indices of the samples."""

    def choice(self, *args, **options):
        drawn = super().choice(*args, **options)
        if np.size(drawn) == 100:
            batches.append(drawn)
        return drawn


class Dictionary(MiniBatchDictionaryLearning):
    """Notes the samples of each step; their first column is their number."""

    def _minibatch_step(self, X, *args):
        steps.append(X[:, 0])
        return super()._minibatch_step(X, *args)


batches, steps = [], []
X = np.random.default_rng(0).normal(size=(1000, 2))
X[:, 0] = np.arange(1000)
means = MiniBatchKMeans(3, batch_size=100, max_iter=1, n_init=1, init=X[:3], random_state=Watched(0)).fit(X)
Dictionary(2, batch_size=100, max_iter=1, random_state=0).fit(X)
seen, slices = Counter(np.concatenate(batches)), Counter(np.concatenate(steps))
print("scikit-learn", sklearn.__version__)
print("expected of both: 10 steps, 1000 distinct samples, each once")
print(f"seen, MiniBatchKMeans: {means.n_steps_} steps of 100, {len(seen)} distinct, at most {max(seen.values())} times")
print(f"seen, MiniBatchDictionaryLearning: {len(steps)} steps, {len(slices)} distinct, at most {max(slices.values())} times")
assert (len(batches), len(seen)) == (10, 627)
assert (len(steps), len(slices), max(slices.values())) == (10, 1000, 1)
PYTHON
