"""Rows that carry their identity, recorded calls, chains of updates."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.exercises.chain import Chain, gradient_calls
from autograder.exercises.guard import MisuseError
from autograder.exercises.ps2.updates import MOVES, follows
from autograder.exercises.tape import Step, Tape, without_repeats
from autograder.exercises.trace import UNKNOWN, Samples, batches_of


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


def test_a_tape_keeps_copies_of_what_was_asked_for():
    data = samples()
    tape = Tape(data)
    w = data.w0.copy()
    result = tape.gradient(w, X=data.X[[4, 2]], y=data.y[[4, 2]])
    w += 1
    result += 1
    (step,) = tape.steps
    assert (step.name, step.rows, step.matched) == ("gradient", [4, 2], True)
    assert np.array_equal(step.w, data.w0)
    assert np.allclose(step.gradient, data.gradient(data.w0, [4, 2]))
    assert step.loss == pytest.approx(data.loss(data.w0, [4, 2]))


def test_a_tape_notes_rows_with_the_targets_of_others():
    data = samples()
    tape = Tape(data)
    tape.gradient(data.w0, data.X[[0, 1]], data.y[[0, 1]])
    tape.gradient(data.w0, data.X[[0, 1]], data.y[[1, 0]])
    assert [step.matched for step in tape.steps] == [True, False]


def test_a_tape_hands_out_batches_and_updates():
    data = samples(10)
    tape = Tape(data)
    batches = tape.minibatches(data.X, y=data.y, batch_size=4, rng=np.random.default_rng(0))
    after = tape.sgd_step(data.w0, grad=np.ones(3), lr=0.5)
    asked, updated = tape.events
    assert [len(y) for _, y in batches] == [4, 4, 2]
    assert [data.rows(X) for X, _ in batches] == asked.batches
    assert np.array_equal(after, data.w0 - 0.5)
    assert (updated.lr, list(updated.after)) == (0.5, list(after))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (lambda d: (d.w0[:2], d.X, d.y), "no vector of 3 numbers"),
        (lambda d: (None, d.X, d.y), "no vector of 3 numbers"),
        (lambda d: (d.w0, d.X[0], d.y[0]), "no batch of the data"),
        (lambda d: (d.w0, d.X[:0], d.y[:0]), "an empty batch"),
        (lambda d: (d.w0, d.X[:3], d.y[:2]), "3 rows of X but 2 values of y"),
        (lambda d: (d.w0, d.X[:3] * 2, d.y[:3]), "rows that are not in the data"),
    ],
)
def test_a_tape_says_how_it_was_misused(arguments, says):
    data = samples()
    with pytest.raises(MisuseError) as caught:
        Tape(data).gradient(*arguments(data))
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda t, d: t.sgd_step(d.w0, 1.0, 0.1), "has not the shape of the weights"),
        (lambda t, d: t.sgd_step(d.w0, d.w0, "0.1"), "a learning rate that is no number"),
        (lambda t, d: t.minibatches(d.X, d.y, 0, None), "no whole number above 0"),
        (lambda t, d: t.minibatches(d.X, d.y, 4, 7), "something else than a generator"),
        (lambda t, d: t.minibatches(d.X, d.y[:3], 4, 7), "12 rows of X but 3 values of y"),
    ],
)
def test_what_cannot_be_meant_is_said(call, says):
    data = samples()
    with pytest.raises(MisuseError, match=says):
        call(Tape(data), data)


def test_asking_again_is_no_step_of_its_own():
    data = samples(10)
    tape = Tape(data)
    for _ in range(2):
        for X, y in tape.minibatches(data.X, data.y, 4, np.random.default_rng(0)):
            for _ in range(3):
                tape.gradient(data.w0, X, y)
                tape.loss(data.w0, X, y)
    steps = [event for event in without_repeats(tape.events) if isinstance(event, Step)]
    assert len(steps) == 2 * 3 * 2
    assert len(tape.steps) == 3 * len(steps)


def test_gradients_that_no_update_follows_are_looks_if_they_are_of_all_or_of_a_batch_with_a_step():
    data, w = samples(10), samples(10).w0
    tape, rows = Tape(data), [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]
    for batch in rows:
        tape.gradient(w, data.X, data.y)
        tape.gradient(w, data.X[rows[0]], data.y[rows[0]])
        w = w - 0.1 * tape.gradient(w, data.X[batch], data.y[batch])
    assert [call.rows for call in gradient_calls(tape.events, 10, w)] == rows
    still = Tape(data)
    for batch in rows:
        still.gradient(data.w0, data.X[batch], data.y[batch])
    assert [call.rows for call in gradient_calls(still.events, 10, None)] == rows


@given(st.integers(1, 40), st.integers(1, 12))
def test_batches_of_an_order(n, size):
    order = list(range(n))[::-1]
    batches = batches_of(order, size)
    assert [row for batch in batches for row in batch] == order
    assert all(len(batch) == size for batch in batches[:-1])


def trained(rule, steps=4, lr=0.1):
    """A chain whose every step follows ``rule(w, gradient, sum of gradients)``."""
    data = samples()
    tape = Tape(data)
    w, total = data.w0, np.zeros(3)
    for t in range(steps):
        gradient = tape.gradient(w, data.X[[t, t + 5]], data.y[[t, t + 5]])
        total = total + gradient
        w = rule(w, gradient, total)
    return Chain(data.w0, tape.steps, w, lr)


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("descent", lambda w, g, total: w - 0.1 * g),
        ("ascent", lambda w, g, total: w + 0.1 * g),
        ("ignores-argument", lambda w, g, total: w - g),
        ("grad-not-cleared", lambda w, g, total: w - 0.1 * total),
    ],
)
def test_a_chain_follows_its_own_rule_and_no_other(name, rule):
    chain = trained(rule)
    found = {id for id in MOVES if follows(chain, id)}
    assert found | ({"descent"} if chain.follows(chain.descent) else set()) == {name}
    assert chain.starts_right()


def test_a_chain_tells_where_it_breaks():
    chain = trained(lambda w, g, total: w - 0.1 * g)
    assert chain.breaks(chain.descent) is None
    assert chain.broken() is None
    chain.calls[2].w[0] += 1e-3
    assert chain.breaks(chain.descent) == 1
    assert chain.broken() == "After gradient 1, the weights did not move by lr times that gradient."
    chain.calls[0].w[0] += 1
    assert "not taken at the weights that were passed in" in chain.broken()


def test_weights_that_stand_still_are_seen():
    assert (
        trained(lambda w, g, total: w).broken()
        == "Gradient 1 was taken at the same weights as gradient 0."
    )


@pytest.mark.parametrize("change", ["data", "a batch lent"])
def test_a_tape_says_that_arrays_were_changed_in_place(change):
    data = samples()
    tape = Tape(data)
    X, y = tape.lend([0, 1, 2]) if change == "a batch lent" else (data.X, data.y)
    X -= X.mean(axis=0)
    with pytest.raises(MisuseError) as caught:
        tape.gradient(data.w0, X, y)
    assert "X, y or a batch was changed in place" in str(caught.value)


def test_a_tape_blames_no_change_where_new_arrays_were_made():
    data = samples()
    data.w0 += 1.0
    with pytest.raises(MisuseError) as caught:
        Tape(data).gradient(data.w0, data.X * 2, data.y)
    assert "in place" not in str(caught.value)
