"""Stable-Baselines3: PPO. A rollout is a data set that is used ``n_epochs`` times. Version 2.9.

Whole rollouts are collected until ``total_timesteps`` are reached, so more of them may be used than
were asked for. ``_n_updates`` counts passes (rollouts × n_epochs), not updates.
"""

from typing import Any

from autograder.sgd.arguments import whole
from autograder.sgd.dialects.limits import need_epochs, need_words
from autograder.sgd.ledger import Ledger

WORDS = {
    "batch_size": "batch_size",
    "num_epochs": "n_epochs × rollouts (_n_updates)",
    "source": "rollout of n_steps × n_envs transitions, new after n_epochs passes",
}
SOURCES = ("rollout",)
PADDING = "none"


def write(ledger: Ledger, source: str) -> dict[str, dict[str, Any]]:
    """Say the plan for a PPO with one environment and one rollout of n_samples transitions."""
    name = "PPO"
    need_words(ledger, name, WORDS)
    if ledger.n_samples < 2:
        raise ValueError("PPO needs a rollout of at least 2 transitions to compare advantages.")
    return {
        "PPO": {
            "n_steps": ledger.n_samples,
            "batch_size": ledger.batch_size,
            "n_epochs": need_epochs(ledger, name),
        },
        "learn": {"total_timesteps": ledger.n_samples},
    }


def read(
    n_samples: int,
    *,
    total_timesteps: int,
    n_steps: int | None = None,
    n_envs: int = 1,
    batch_size: int = 64,
    n_epochs: int = 10,
) -> Ledger:
    """Read PPO's parameters; ``n_samples`` is the size of a rollout, n_steps × n_envs."""
    steps = n_samples // whole("n_envs", n_envs, at_least=1) if n_steps is None else n_steps
    if steps * n_envs != n_samples:
        raise ValueError(
            f"n_samples = {n_samples} must be the size of a rollout: n_steps × n_envs = "
            f"{steps} × {n_envs} = {steps * n_envs}."
        )
    rollouts = -(-whole("total_timesteps", total_timesteps, at_least=1) // n_samples)
    return Ledger(n_samples, batch_size, num_epochs=rollouts * n_epochs)
