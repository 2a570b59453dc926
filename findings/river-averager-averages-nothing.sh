#!/usr/bin/env bash
# river 0.26.1
#
# LinearRegression with optim.Averager(optim.SGD(0.1), start=50) on 200 samples of a noisy line, one at a time.
# Expected: "the optimiser returns the current averaged weights": after step 50 the weights are the running mean of those of
#   plain SGD, and move ever less.
# Seen: all 200 weights are those of plain SGD, to the bit. From its first mean on the wrapper hands out its own dictionary of
#   means as the model's weights; the next step changes that one in place, and its mean with itself is itself.
# Why it matters here: an average over the steps and the last step are one number there, and a count of averaged steps is a
#   count of nothing.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet river==0.26.1
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import random
from importlib.metadata import version

from river import linear_model, optim

draw = random.Random(0)
samples = []
for _ in range(200):
    x = draw.gauss(0, 1)
    samples.append(({"x": x}, 2 * x + draw.gauss(0, 1)))


def weights(optimizer):
    model, seen = linear_model.LinearRegression(optimizer), []
    for x, y in samples:
        model.learn_one(x, y)
        seen.append(model.weights["x"])
    return seen


plain = weights(optim.SGD(0.1))
averaged = weights(optim.Averager(optim.SGD(0.1), start=50))
print("river", version("river"))
print("expected as the last weight: the mean of the last 150 steps,", round(sum(plain[50:]) / 150, 4))
print("seen:", round(averaged[-1], 4), "and by plain SGD", round(plain[-1], 4))
assert averaged == plain
PYTHON
