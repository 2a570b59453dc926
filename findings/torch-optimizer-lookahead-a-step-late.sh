#!/usr/bin/env bash
# torch_optimizer 0.3.0, optax 0.2.8, PyTorch 2.13.0 (CPU), jax 0.10.2
#
# Lookahead with k=5 and alpha=.5 around SGD, each step adds 1 to a weight of 0: fast weights 1 to 5, then back half the way to
# the slow weights, which are the first ones, 0.
# Expected: after steps 5 and 10 the weight is 2.5 and 5.0, as in the algorithm and in optax.
# Seen: the first step back comes after step 6, to 3.5: the counter is asked before it is raised, so "every k" begins with step
#   1, and there the slow weights are taken from the weights after that step.
# Why it matters here: "every k steps" is off by one, and the weights a run began with are never averaged in.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch_optimizer==0.3.0 torch==2.13.0 optax==0.2.8 jax==0.10.2 numpy==2.4.6
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version

import jax.numpy as jnp
import optax
import torch
import torch_optimizer

weight = torch.zeros(1, requires_grad=True)
lookahead = torch_optimizer.Lookahead(torch.optim.SGD([weight], lr=1.0), k=5, alpha=0.5)
seen = []
for _ in range(11):
    weight.grad = torch.tensor([-1.0])
    lookahead.step()
    seen.append(weight.item())

rule = optax.lookahead(optax.sgd(1.0), sync_period=5, slow_step_size=0.5)
weights = optax.LookaheadParams.init_synced(jnp.zeros(1))
state, expected = rule.init(weights), []
for _ in range(11):
    updates, state = rule.update(jnp.full(1, -1.0), state, weights)
    weights = optax.apply_updates(weights, updates)
    expected.append(float(weights.fast[0]))

print("torch_optimizer", version("torch_optimizer"), "optax", version("optax"))
print("expected, as optax:", expected)
print("seen:              ", seen)
assert expected == [1.0, 2.0, 3.0, 4.0, 2.5, 3.5, 4.5, 5.5, 6.5, 5.0, 6.0]
assert seen == [1.0, 2.0, 3.0, 4.0, 5.0, 3.5, 4.5, 5.5, 6.5, 7.5, 6.0]
PYTHON
