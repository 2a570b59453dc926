#!/usr/bin/env bash
# copydetect 0.5.0
#
# Two programs share one copied function among other lines. The same two files are compared with the thresholds that its README
# names (noise 25, guarantee 30) in processes of their own, with the hash seeds 1 to 8; by default Python draws a new one.
# Expected: the pair is reported or is not; a passage between the two thresholds need not be found.
# Seen: it is reported by some runs and not by others. Which pieces of a program are compared depends on which
#   have the smallest hash, and the hash is Python's own of strings, another one in every process.
# Why it matters here: a list of similar programs on which a teacher acts cannot be had a second time.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet copydetect==0.5.0
mkdir -p "$folder/class/ada" "$folder/class/bob"
cat >"$folder/class/ada/ps1.py" <<'PYTHON'
import math


class Ledger:
    pass


def double(numbers):
    return [2 * n for n in numbers]


print(double([math.pi, 2, 3]), "twice")
PYTHON
cat >"$folder/class/bob/ps1.py" <<'PYTHON'
numbers = [4, 5, 6]
while len(numbers) > 2:
    numbers.pop()


def twice(values):
    return [2 * value for value in values]


assert twice(numbers)
PYTHON
cat >"$folder/compare.py" <<'PYTHON'
import sys

from copydetect import CopyDetector

detector = CopyDetector(test_dirs=[sys.argv[1]], extensions=["py"], noise_t=25, guarantee_t=30, silent=True, autoopen=False)
detector.run()
print("reported" if detector.get_copied_code_list() else "not-reported")
PYTHON
"$folder/venv/bin/pip" list 2>/dev/null | grep copydetect
seen=()
for seed in 1 2 3 4 5 6 7 8; do
  seen+=("$(PYTHONHASHSEED=$seed "$folder/venv/bin/python" -W ignore "$folder/compare.py" "$folder/class")")
done
echo "expected: the same in every run"
echo "seen:     ${seen[*]}"
test "$(printf '%s\n' "${seen[@]}" | sort -u | paste -sd' ')" = "not-reported reported"
