"""Rows that carry their identity, recorded calls, chains of updates."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.exercises.chain import Chain
from autograder.exercises.guard import MisuseError
from autograder.exercises.trace import UNKNOWN, Recorder, Samples, batches_of


def samples(n=12, seed=0):
    return Samples(n, 3, np.random.default_rng(seed))


@given(st.integers(0, 2**32), st.lists(st.integers(0, 11), min_size=1, max_size=30))
def test_rows_and_targets_are_known_again_in_any_order_and_form(seed, rows):
    data = samples(seed=seed)
    X, y = data.X[rows], data.y[rows]
    for A, b in (
        (X, y),
        (X.tolist(), y.tolist()),
        (X.astype("f4"), y.astype("f4")),
        (X, y[:, None]),
    ):
        assert data.rows(A) == rows
        assert data.targets(b) == rows


def test_other_rows_are_unknown_and_other_things_are_none():
    data = samples()
    assert data.rows(data.X[:2] + 1e-3) == [UNKNOWN] * 2
    for thing in (None, 3, "X", data.X[0], data.X[:, :2], [[1], [2, 3]], [["a"]], object()):
        assert data.rows(thing) is None
    assert data.targets(data.X) is None
    assert data.rows(data.X[:0]) == []


@pytest.mark.parametrize("name", ["X", "y", "w0"])
def test_touching_is_noticed(name):
    data = samples()
    assert data.untouched
    getattr(data, name)[0] += 1
    assert not data.untouched


def test_loss_and_gradient_agree_with_finite_differences():
    data, rows = samples(), [3, 5, 7, 7]
    gradient = data.gradient(data.w0, rows)
    for j in range(3):
        step = np.zeros(3)
        step[j] = 1e-6
        slope = (data.loss(data.w0 + step, rows) - data.loss(data.w0 - step, rows)) / 2e-6
        assert gradient[j] == pytest.approx(slope, rel=1e-6)


def test_recorder_keeps_copies_of_what_it_was_called_with():
    data = samples()
    recorder = Recorder("gradient", data, data.gradient)
    w = data.w0.copy()
    result = recorder(w, X=data.X[[4, 2]], y=data.y[[4, 2]])
    w += 1
    result += 1
    call = recorder.calls[0]
    assert recorder.steps == [[4, 2]]
    assert np.array_equal(call.w, data.w0)
    assert np.array_equal(call.result, data.gradient(data.w0, [4, 2]))
    assert not recorder.mismatched


def test_recorder_notes_rows_with_the_targets_of_others():
    data = samples()
    recorder = Recorder("gradient", data, data.gradient)
    recorder(data.w0, data.X[[0, 1]], data.y[[0, 1]])
    recorder(data.w0, data.X[[0, 1]], data.y[[1, 0]])
    assert recorder.mismatched == [1]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (lambda d: (d.w0, d.X), "takes (w, X, y) and got 2 arguments"),
        (lambda d: (d.w0, d.X, d.y, 1), "got 4 arguments"),
        (lambda d: (d.w0[:2], d.X, d.y), "no vector of 3 numbers"),
        (lambda d: (None, d.X, d.y), "no vector of 3 numbers"),
        (lambda d: (d.w0, d.X[0], d.y[0]), "no batch of the data"),
        (lambda d: (d.w0, d.X[:0], d.y[:0]), "an empty batch"),
        (lambda d: (d.w0, d.X[:3], d.y[:2]), "3 rows of X but 2 values of y"),
        (lambda d: (d.w0, d.X[:3] * 2, d.y[:3]), "rows that are not in the data"),
    ],
)
def test_recorder_says_how_it_was_misused(arguments, says):
    data = samples()
    with pytest.raises(MisuseError) as caught:
        Recorder("gradient", data, data.gradient)(*arguments(data))
    assert says in str(caught.value)


@given(st.integers(1, 40), st.integers(1, 12))
def test_batches_of_an_order(n, size):
    order = list(range(n))[::-1]
    batches = batches_of(order, size)
    assert [row for batch in batches for row in batch] == order
    assert all(len(batch) == size for batch in batches[:-1])
    assert batches_of(order, size, drop_last=True) == [b for b in batches if len(b) == size]


def trained(rule, steps=4, lr=0.1):
    """A chain whose every step follows ``rule(w, gradient, sum of gradients)``."""
    data = samples()
    recorder = Recorder("gradient", data, data.gradient)
    w, total = data.w0, np.zeros(3)
    for t in range(steps):
        gradient = recorder(w, data.X[[t, t + 5]], data.y[[t, t + 5]])
        total = total + gradient
        w = rule(w, gradient, total)
    return Chain(data.w0, recorder.calls, w, lr)


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("descent", lambda w, g, total: w - 0.1 * g),
        ("ascent", lambda w, g, total: w + 0.1 * g),
        ("unscaled", lambda w, g, total: w - g),
        ("uncleared", lambda w, g, total: w - 0.1 * total),
    ],
)
def test_a_chain_follows_its_own_rule_and_no_other(name, rule):
    chain = trained(rule)
    follows = {
        r
        for r in ("descent", "ascent", "unscaled", "uncleared")
        if chain.follows(getattr(chain, r))
    }
    assert follows == {name}
    assert chain.starts_right()
    assert not chain.stands_still(3)


def test_a_chain_tells_where_it_breaks():
    chain = trained(lambda w, g, total: w - 0.1 * g)
    assert chain.breaks(chain.descent) is None
    chain.calls[2].w[0] += 1e-3
    assert chain.breaks(chain.descent) == 1


def test_weights_that_stand_still_are_seen():
    assert trained(lambda w, g, total: w).stands_still(4)
