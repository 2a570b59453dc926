#!/usr/bin/env bash
# stable-baselines3 2.9.2, PyTorch 2.13.0 (CPU)
#
# PPO with n_steps=64 and a learning rate that falls linearly with progress_remaining, learn(total_timesteps=100).
# Expected: steps are rounded up to 128, two rollouts. progress_remaining goes "from 1 to 0", so that the rate is .36 and 0, or
#   .5 and 0.
# Seen: the rates are .36 and -.28. Progress is 1 - 128 / 100 at the last rollout, and all its gradient steps go uphill; nothing
#   is said.
# Why it matters here: a schedule's total and the number of steps made differ by the tail, here with the sign of every last
#   update.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet stable-baselines3==2.9.2 torch==2.13.0 gymnasium==1.4.0 numpy==2.4.6
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import gymnasium
import numpy as np
import stable_baselines3


class Still(gymnasium.Env):
    observation_space = gymnasium.spaces.Box(-1, 1, (1,))
    action_space = gymnasium.spaces.Discrete(2)

    def reset(self, seed=None, options=None):
        return np.zeros(1, np.float32), {}

    def step(self, action):
        return np.zeros(1, np.float32), 0.0, False, False, {}


def linear(progress_remaining):
    return progress_remaining


model = stable_baselines3.PPO(
    "MlpPolicy", Still(), n_steps=64, batch_size=64, n_epochs=1, learning_rate=linear, device="cpu"
)
rates = []


def note(optimizer, *arguments):
    rates.append(round(optimizer.param_groups[0]["lr"], 6))


model.policy.optimizer.register_step_pre_hook(note)
model.learn(100)
print("stable-baselines3", stable_baselines3.__version__)
print("expected: 128 steps; rates down to 0")
print(f"seen: {model.num_timesteps} steps; rates of the updates {rates}")
assert (model.num_timesteps, rates) == (128, [0.36, -0.28])
PYTHON
