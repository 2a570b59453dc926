#!/usr/bin/env bash
# thinc 9.1.1
#
# The schedule slanted_triangular(max_rate=1, num_steps=10) beside warmup_linear(1, 1, 10), both read for 15 steps.
# Expected: "an infinite series of values" by Howard and Ruder, whose rates lie between max_rate / ratio, here 1/32, and
#   max_rate; after its end it stays at the bottom, as warmup_linear stays at 0. The paper and its cut_frac=0.1 have a rise over
#   the first tenth.
# Seen: .0312 at the tenth step, and then below zero without end: -.076, -.184, -.292; nothing is said.
# Why it matters here: one epoch more than planned, or num_steps computed without the tails, and every further update goes
#   uphill.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet thinc==9.1.1
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version

from thinc.api import slanted_triangular, warmup_linear

slanted = slanted_triangular(1.0, 10)
linear = warmup_linear(1.0, 1, 10)
seen = [round(slanted(step), 3) for step in range(15)]
print("thinc", version("thinc"))
print("expected: no rate below 1 / 32 =", round(1 / 32, 3))
print("seen:         ", seen)
print("warmup_linear:", [round(linear(step), 3) for step in range(15)])
assert min(seen[:10]) == 0.031
assert seen[10:13] == [-0.076, -0.184, -0.292]
assert min(linear(step) for step in range(15)) == 0
PYTHON
