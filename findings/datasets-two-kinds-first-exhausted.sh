#!/usr/bin/env bash
# datasets 5.2.0
#
# interleave_datasets of 3 and 5 examples with the default stopping strategy, as a Dataset and as an IterableDataset.
# Expected: "stopped as soon as one dataset has ran out of samples" makes the same examples of the same data, streamed or not.
# Seen: the Dataset has 6 examples, the stream 5: the one stops when the round in which the first ran out is full, the other
#   with its last example. With stopping_strategy="all_exhausted", and with probabilities, both agree.
# Why it matters here: streaming=True changes n, and with it the steps of an epoch.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet datasets==5.2.0 numpy==2.4.6
HF_HUB_OFFLINE=1 "$folder/venv/bin/python" -W error - <<'PYTHON'
import datasets

three = datasets.Dataset.from_dict({"x": [0, 1, 2]})
five = datasets.Dataset.from_dict({"x": [10, 11, 12, 13, 14]})


def both(**strategy):
    rows = datasets.interleave_datasets([three, five], **strategy)
    streams = [three.to_iterable_dataset(), five.to_iterable_dataset()]
    stream = datasets.interleave_datasets(streams, **strategy)
    return [row["x"] for row in rows], [row["x"] for row in stream]


print("datasets", datasets.__version__)
rows, stream = both()
print("expected: the same examples, 5 or 6 of them")
print(f"seen: {rows} from a Dataset, {stream} from a stream")
assert (rows, stream) == ([0, 10, 1, 11, 2, 12], [0, 10, 1, 11, 2])
for strategy in (
    {"stopping_strategy": "all_exhausted"},
    {"probabilities": [0.5, 0.5], "seed": 1},
):
    rows, stream = both(**strategy)
    print(strategy, len(rows), len(stream))
    assert rows == stream
PYTHON
