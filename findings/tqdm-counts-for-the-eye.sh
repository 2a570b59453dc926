#!/usr/bin/env bash
# tqdm 4.70.1
#
# The bar around a loop is its step counter as well: bar.n, read in the loop, as in "if bar.n % 100 == 0: evaluate". 1000 quick
# steps, with mininterval=60 as for a log file; the same with disable=True, as in all processes but the first.
# Expected: n, which its help calls the number of finished iterations, is 0 to 999 in the loop, whether the bar is drawn or not,
#   and 1000 after it.
# Seen: in the loop n is 0 in all 1000 steps; it moves when the bar is redrawn (by default every tenth of a second). With
#   disable=True it is 0 after the loop too, and update(3) adds nothing.
# Why it matters here: the condition above is true in every step, or as often as the steps are slow; and in a process without a
#   bar a run that is counted by it makes no progress.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet tqdm==4.70.1
"$folder/venv/bin/python" - <<'PYTHON'
import io
from importlib.metadata import version

from tqdm import tqdm


def counted(**arguments):
    bar = tqdm(range(1000), file=io.StringIO(), **arguments)
    return len({bar.n for _ in bar}), bar


print("tqdm", version("tqdm"))
print("expected: 1000 values of n in the loop, and 1000 after it")
drawn, bar = counted(mininterval=60)
print(f"seen: {drawn} in the loop, {bar.n} after it")
assert (drawn, bar.n) == (1, 1000)
hidden, bar = counted(disable=True)
print(f"seen with disable=True: {hidden} in the loop, {bar.n} after it")
bar.update(3)
assert (hidden, bar.n) == (1, 0)
PYTHON
