#!/usr/bin/env bash
# sentence-transformers 5.7.0, datasets 5.2.0, transformers 5.23.0, PyTorch 2.13.0 (CPU)
#
# NoDuplicatesBatchSampler, which puts no text twice into a batch, on 12 pairs of two questions with six answers each,
# batches of at most 4: drop_last=False, then drop_last=True.
# Expected: len(sampler), by which a DataLoader and a Trainer plan the steps of an epoch, is the number of batches.
# Seen: 3 both times; there are 6 batches of 2, and none at all (with a line in the log). A Trainer that plans an epoch
#   of 3 steps stops after half of the samples, and its schedule with it.
# Why it matters here: planned steps × batch size says 12 samples seen; 6 were.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0
"$folder/venv/bin/pip" install --quiet sentence-transformers==5.7.0 datasets==5.2.0 transformers==5.23.0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import sentence_transformers
import torch
from datasets import Dataset
from sentence_transformers.sampler import NoDuplicatesBatchSampler

pairs = Dataset.from_dict({"question": ["one"] * 6 + ["two"] * 6, "answer": list("abcdefghijkl")})
seen = []
for drop_last in (False, True):
    sampler = NoDuplicatesBatchSampler(
        pairs, batch_size=4, drop_last=drop_last, valid_label_columns=[], generator=torch.Generator(), seed=0
    )
    batches = list(sampler)
    seen.append((len(sampler), len(batches), sum(map(len, batches))))
print("sentence-transformers", sentence_transformers.__version__)
print("expected: as many batches as len(sampler) says, of all 12 samples where none is dropped")
print("seen (len(sampler), batches, samples):", seen)
assert seen == [(3, 6, 12), (3, 0, 0)]
PYTHON
