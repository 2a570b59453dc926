"""Orders and batches: coverage, order, counts, tail, and arguments left alone."""

from itertools import islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.sgd import SCHEMES, batches, order, stream
from autograder.sgd.batches import CACHE_BYTES, _cache

N = st.integers(1, 100)
SEED = st.integers(0, 2**32)


@given(N, SEED, st.integers(0, 20), st.sampled_from(["reshuffled", "once", "sequential"]))
def test_every_order_but_replacement_uses_each_sample_once(n, seed, epoch, scheme):
    assert sorted(order(n, seed=seed, epoch=epoch, scheme=scheme)) == list(range(n))


@given(N, SEED, st.integers(0, 5), st.sampled_from(SCHEMES))
def test_an_order_depends_on_its_arguments_alone(n, seed, epoch, scheme):
    first = order(n, seed=seed, epoch=epoch, scheme=scheme).copy()
    _cache.clear()
    np.random.default_rng(0).random()
    assert (order(n, seed=seed, epoch=epoch, scheme=scheme) == first).all()


@given(N, st.integers(1, 120), st.booleans())
def test_batches_cut_the_order_without_a_gap(n, batch_size, drop_last):
    indices = order(n)
    cut = list(batches(indices, batch_size, drop_last=drop_last))
    kept = n - n % batch_size if drop_last else n
    assert [i for batch in cut for i in batch] == list(indices[:kept])
    assert all(len(batch) == batch_size for batch in cut[:-1])
    if cut:
        assert 1 <= len(cut[-1]) <= batch_size


def test_schemes_differ_as_they_should():
    def orders(scheme):
        return [tuple(order(50, seed=1, epoch=epoch, scheme=scheme)) for epoch in range(3)]

    assert len(set(orders("reshuffled"))) == 3
    assert len(set(orders("once"))) == 1
    assert set(orders("sequential")) == {tuple(range(50))}
    assert len(set(orders("replacement"))) == 3
    assert orders("once")[0] == orders("reshuffled")[0] != tuple(range(50))


def test_replacement_misses_a_share_of_1_over_e():
    missed = [1 - len(set(order(1000, epoch=e, scheme="replacement"))) / 1000 for e in range(50)]
    assert np.mean(missed) == pytest.approx(1 / np.e, abs=0.01)


def test_orders_cannot_be_written_to():
    with pytest.raises(ValueError, match="read-only"):
        order(10)[0] = 3


def test_the_cache_of_orders_is_bounded():
    for epoch in range(12):
        order(1_000_000, epoch=epoch)
    assert 0 < _cache._bytes <= CACHE_BYTES
    assert _cache._bytes == sum(kept.nbytes for kept in _cache._orders.values())


@given(st.integers(1, 30), st.integers(1, 12), st.sampled_from(SCHEMES))
def test_the_stream_is_pass_after_pass(n, batch_size, scheme):
    per_pass = -(-n // batch_size)
    taken = list(islice(stream(n, batch_size, seed=5, scheme=scheme), 3 * per_pass))
    for epoch in range(3):
        one_pass = np.concatenate(taken[epoch * per_pass : (epoch + 1) * per_pass])
        assert (one_pass == order(n, seed=5, epoch=epoch, scheme=scheme)).all()


def test_bad_arguments_say_what_is_allowed():
    with pytest.raises(ValueError, match=r"scheme must be one of 'reshuffled', .*'random'"):
        order(10, scheme="random")
    with pytest.raises(ValueError, match="seed must be a whole number"):
        order(10, seed=-1)
    with pytest.raises(ValueError, match="batch_size must be"):
        next(batches(order(10), 0))
    with pytest.raises(ValueError, match="empty for ever"):
        next(stream(10, 11, drop_last=True))
