#!/usr/bin/env bash
# webdataset 1.0.2, PyTorch 2.13.0 (CPU)
#
# A data set of 10 samples, dataset.with_epoch(4), then 15: "change the epoch to return the given number of samples". Three
# epochs of each.
# Expected: the data set is repeated without end (an epoch of 15 goes round) and cut: epochs of samples 0-3, 4-7 and 8-1. So
#   says the package's class of the same name, which cannot be instantiated: it "will continuously iterate through the original
#   dataset, but impose new epoch boundaries".
# Seen: each epoch begins at sample 0: 0-3 three times. Samples 4-9 are never seen, in however many epochs; of 15, samples 0-4
#   come twice.
# Why it matters here: an epoch that is no pass either goes on in the data or begins anew, and its length does not tell which.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet webdataset==1.0.2 torch==2.13.0 numpy==2.4.6
cd "$folder"
venv/bin/python -W ignore - <<'PYTHON'
from importlib.metadata import version

import webdataset

with webdataset.TarWriter("samples.tar") as shard:
    for number in range(10):
        shard.write({"__key__": f"{number:03}", "cls": number})


def three_epochs(size):
    samples = webdataset.WebDataset("samples.tar", shardshuffle=False)
    epochs = samples.decode().map(lambda sample: sample["cls"]).with_epoch(size)
    return [list(epochs) for _ in range(3)]


print("webdataset", version("webdataset"))
print("expected: [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 0, 1]]")
print("seen:", three_epochs(4))
assert three_epochs(4) == [[0, 1, 2, 3]] * 3
assert three_epochs(15) == [[*range(10), *range(5)]] * 3
PYTHON
