"""What the ledger says of optax and grain, counted by running them."""

import pytest

from autograder.sgd.dialects import from_framework

pytest.importorskip("optax", reason="optax is not installed: pip install optax")
pytest.importorskip("grain", reason="grain is not installed: pip install grain")
import grain.python as grain
import jax.numpy as jnp
import optax

pytestmark = [pytest.mark.parity, pytest.mark.filterwarnings("ignore")]


def test_windows_run_on_across_passes():
    rule = optax.MultiSteps(optax.sgd(1.0), 4)
    theta = jnp.zeros(())
    state, updates = rule.init(theta), 0
    for _ in range(3 * 10):
        change, state = rule.update(jnp.ones(()), state, theta)
        updates += bool(change != 0)
    assert updates == from_framework("optax", 10, num_epochs=3, every_k_schedule=4).updates


@pytest.mark.parametrize("drop_last", [False, True])
@pytest.mark.parametrize(("n", "shards", "epochs"), [(10, 1, 2), (10, 3, 1), (11, 3, 2), (9, 2, 3)])
def test_grain_cuts_batches_from_the_stream_of_all_epochs(n, shards, epochs, drop_last):
    batches = [loaded(n, shard, shards, epochs, drop_last) for shard in range(shards)]
    read = from_framework(
        "optax",
        n,
        batch_size=4,
        num_epochs=epochs,
        drop_last=drop_last,
        shard_count=shards,
        source="grain",
    )
    assert {len(of) for of in batches} == {read.updates}
    assert sum(len(batch) for of in batches for batch in of) == read.samples_processed


def loaded(n, shard, shards, epochs, drop_last):
    sampler = grain.IndexSampler(
        n, grain.ShardOptions(shard, shards), shuffle=False, num_epochs=epochs, seed=0
    )
    cut = grain.Batch(4, drop_remainder=drop_last)
    return list(
        grain.DataLoader(data_source=range(n), sampler=sampler, worker_count=0, operations=[cut])
    )
