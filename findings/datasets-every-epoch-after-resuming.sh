#!/usr/bin/env bash
# datasets 5.2.0
#
# An IterableDataset of 10 examples is stopped after 4, its state_dict loaded into a new one, and that iterated for three
# epochs.
# Expected: load_state_dict says that "the iteration will restart at the next example": the epoch that was broken off has the 6
#   examples left, and the epochs after it have all 10.
# Seen: every epoch has the same 6, and a state saved with the last example makes every later epoch empty; nothing is said. Only
#   a call of set_epoch with another number ends that, also where nothing is shuffled.
# Why it matters here: after a resumption the steps per epoch are those of the rest, for good, and four examples are never seen
#   again.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet datasets==5.2.0 numpy==2.4.6
HF_HUB_OFFLINE=1 "$folder/venv/bin/python" -W error - <<'PYTHON'
import datasets



def dataset():
    rows = datasets.Dataset.from_dict({"x": list(range(10))})
    return rows.to_iterable_dataset()


def state_after(count):
    stream = dataset()
    for number, _ in enumerate(stream, 1):
        if number == count:
            return stream.state_dict()


def epochs(state, tell=False):
    stream = dataset()
    stream.load_state_dict(state)
    sizes = []
    for epoch in range(3):
        if tell:
            stream.set_epoch(epoch)
        sizes.append(len(list(stream)))
    return sizes


print("datasets", datasets.__version__)
print("expected: [6, 10, 10] after 4 of 10; [0, 10, 10] or [10, 10, 10] after 10 of 10")
seen = epochs(state_after(4)), epochs(state_after(10)), epochs(state_after(4), tell=True)
print(f"seen: {seen[0]} and {seen[1]}; with set_epoch {seen[2]}")
assert seen == ([6, 6, 6], [0, 0, 0], [6, 10, 10])
PYTHON
