#!/usr/bin/env bash
# datasets 5.2.0
#
# A shuffled stream of 10 examples in 5 shards; each epoch calls set_epoch(epoch), and iterates over stream.batch(4),
# stream.take(10) or the stream itself. The guide to streaming: the seed of an epoch is the initial seed and the current epoch.
# Expected: another order in each epoch, in all three.
# Seen: another order in the stream itself. What is made of it after set_epoch begins with epoch 0 again: three equal orders.
#   Made once before the loop, it does not hear of set_epoch either; there it must be called on the result.
# Why it matters here: shuffle=True and set_epoch are both there, and every epoch has the same batches in the same order;
#   take(n) of a larger stream never sees but the same n.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet datasets==5.2.0
export HF_HOME="$folder/home"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version

from datasets import Dataset

ROWS = Dataset.from_dict({"x": list(range(10))}).to_iterable_dataset(num_shards=5)


def orders(made):
    stream, seen = ROWS.shuffle(seed=1, buffer_size=10), []
    for epoch in range(3):
        stream.set_epoch(epoch)
        rows = [example["x"] for example in made(stream)]
        seen.append(tuple(sum(rows, []) if isinstance(rows[0], list) else rows))
    return seen


print("datasets", version("datasets"))
print("expected: three orders in three epochs")
ways = {
    "the stream": orders(lambda stream: stream),
    "batch(4)": orders(lambda stream: stream.batch(4)),
    "take(10)": orders(lambda stream: stream.take(10)),
    "map": orders(lambda stream: stream.map(lambda example: example)),
}
for name, seen in ways.items():
    print(f"seen: {name}: {len(set(seen))}, the first two {seen[:2]}")
assert {name: len(set(seen)) for name, seen in ways.items()} == {"the stream": 3, "batch(4)": 1, "take(10)": 1, "map": 1}

before = ROWS.shuffle(seed=1, buffer_size=10)
batches = before.batch(4)
again = []
for epoch in range(3):
    before.set_epoch(epoch)
    again.append(tuple(sum((example["x"] for example in batches), [])))
own = []
for epoch in range(3):
    batches.set_epoch(epoch)
    own.append(tuple(sum((example["x"] for example in batches), [])))
print(f"batch(4) made before the loop: {len(set(again))}; with set_epoch on itself: {len(set(own))}")
assert (len(set(again)), len(set(own))) == (1, 3)
PYTHON
