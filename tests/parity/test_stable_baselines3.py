"""What the ledger says of PPO in Stable-Baselines3, counted while it learns."""

import pytest

from autograder.sgd.dialects import from_framework

pytest.importorskip("stable_baselines3", reason="not installed: pip install stable-baselines3")
from stable_baselines3 import PPO
from stable_baselines3.common.env_util import make_vec_env

pytestmark = [pytest.mark.parity, pytest.mark.filterwarnings("ignore")]


@pytest.mark.parametrize(
    ("timesteps", "n_steps", "n_envs", "n_epochs", "batch_size"),
    [(100, 32, 1, 2, 8), (100, 16, 2, 2, 12), (64, 32, 1, 1, 40)],
)
def test_ppo_does_what_is_read(timesteps, n_steps, n_envs, n_epochs, batch_size):
    model = PPO(
        "MlpPolicy",
        make_vec_env("CartPole-v1", n_envs),
        n_steps=n_steps,
        n_epochs=n_epochs,
        batch_size=batch_size,
        device="cpu",
    )
    updates = []
    model.policy.optimizer.register_step_post_hook(lambda *_: updates.append(1))
    model.learn(timesteps)
    read = from_framework(
        "stable_baselines3",
        n_steps * n_envs,
        n_envs=n_envs,
        n_epochs=n_epochs,
        batch_size=batch_size,
        total_timesteps=timesteps,
    )
    assert len(updates) == read.updates
    assert model._n_updates == read.num_epochs
