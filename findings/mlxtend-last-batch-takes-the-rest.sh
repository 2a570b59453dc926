#!/usr/bin/env bash
# mlxtend 0.25.0, NumPy 2.4.6
#
# SoftmaxRegression, MultiLayerPerceptron, Adaline and their like are told how many mini-batches an epoch has
# (minibatches=10), not how large one is. 19 samples, 10 mini-batches.
# Expected: sizes as equal as can be, as numpy.array_split gives them: nine of 2 and one of 1.
# Seen: nine of 1, and a last one of 10: the whole remainder of n / minibatches goes to the last. An update an
#   epoch rests on ten times as many samples as the others, and costs as much as all of them together.
# Why it matters here: "how many steps an epoch" says how large a batch is only where the library divides evenly;
#   a tail may be the largest batch, not the smallest.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet mlxtend==0.25.0 numpy==2.4.6
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import mlxtend
import numpy as np
from mlxtend.classifier import SoftmaxRegression


class Watched(SoftmaxRegression):
    """Notes the number of rows of each forward pass in training."""

    def _net_input(self, X):
        rows.append(len(X))
        return super()._net_input(X)


rows = []
X = np.random.default_rng(0).normal(size=(19, 2))
y = np.arange(19) % 2
Watched(epochs=1, minibatches=10, random_seed=0).fit(X, y)
sizes = [n for n in rows if n < 19]  # the whole set is passed once more for the epoch's cost
print("mlxtend", mlxtend.__version__)
print("expected batches of one epoch:", sorted(map(len, np.array_split(X, 10))))
print("seen:", sorted(sizes))
assert sorted(sizes) == [1] * 9 + [10]
PYTHON
