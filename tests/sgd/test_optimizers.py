"""Update rules and schedules, against their formulas written out."""

import numpy as np
import pytest

from autograder.sgd import (
    SGD,
    Adam,
    Schedule,
    constant,
    cosine,
    growing_batch_size,
    step_decay,
    warmup,
)

GRADIENTS = np.random.default_rng(0).normal(size=(6, 3))


def updated(optimizer, theta, gradients=GRADIENTS):
    """Apply the updates for given gradients, one an epoch of a single step."""
    theta, gradient = np.array(theta), np.empty_like(theta)
    update, _ = optimizer.bind(theta, gradient)
    for step, one in enumerate(gradients):
        gradient[...] = one
        update(step, step)
        assert (gradient == one).all()  # the gradient stays what it was
    return theta


def test_sgd_goes_against_the_gradient():
    start = np.array([1.0, 2.0, 3.0])
    assert updated(SGD(0.1), start) == pytest.approx(start - 0.1 * GRADIENTS.sum(axis=0))


@pytest.mark.parametrize("nesterov", [False, True])
def test_momentum_and_weight_decay(nesterov):
    theta, velocity = np.array([1.0, 2.0, 3.0]), np.zeros(3)
    for gradient in GRADIENTS:
        g = gradient + 0.01 * theta
        velocity = 0.9 * velocity + g
        theta = theta - 0.1 * (g + 0.9 * velocity if nesterov else velocity)
    rule = SGD(0.1, momentum=0.9, nesterov=nesterov, weight_decay=0.01)
    assert updated(rule, [1.0, 2.0, 3.0]) == pytest.approx(theta)


def test_adam_counts_updates_from_one():
    theta, m, v = np.array([1.0, 2.0, 3.0]), np.zeros(3), np.zeros(3)
    for t, gradient in enumerate(GRADIENTS, start=1):
        m = 0.9 * m + 0.1 * gradient
        v = 0.999 * v + 0.001 * gradient**2
        theta = theta - 0.1 * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    assert updated(Adam(0.1), [1.0, 2.0, 3.0]) == pytest.approx(theta)
    # The first step of Adam has the length of the rate in every direction.
    first = updated(Adam(0.1), [1.0, 2.0, 3.0], GRADIENTS[:1])
    assert first - [1.0, 2.0, 3.0] == pytest.approx(-0.1 * np.sign(GRADIENTS[0]), rel=1e-5)


@pytest.mark.parametrize("size", [3, 5000])
def test_small_and_large_models_follow_one_rule(size):
    gradients = np.random.default_rng(1).normal(size=(4, size))
    for rule in (SGD(0.1, momentum=0.9, weight_decay=0.1), Adam(0.1, weight_decay=0.1)):
        whole = updated(rule, np.ones(size), gradients)
        part = updated(rule, np.ones(3), gradients[:, :3])
        assert whole[:3] == pytest.approx(part, abs=1e-15)


def test_each_run_has_its_rate():
    rates = [0.1, 0.2]
    for size in (3, 5000):
        gradients = np.ones((1, 2, size))
        moved = updated(SGD(rates), np.zeros((2, size)), gradients)
        assert moved[:, 0] == pytest.approx([-0.1, -0.2])


def test_schedules_count_their_own_unit():
    decay = step_decay(1.0, every=2, factor=0.5)
    assert [decay.at(t) for t in range(5)] == [1.0, 1.0, 0.5, 0.5, 0.25]
    assert decay.unit == "epoch"
    falling = cosine(1.0, horizon=4, floor=0.2)
    assert [falling.at(t) for t in (0, 2, 4, 9)] == pytest.approx([1.0, 0.6, 0.2, 0.2])
    rising = warmup(1.0, length=4)
    assert [rising.at(t) for t in (0, 1, 3, 8)] == pytest.approx([0.25, 0.5, 1.0, 1.0])
    assert [constant(0.3).at(t) for t in (0, 7)] == [0.3, 0.3]
    both = warmup(cosine(1.0, horizon=4), length=2)
    assert [both.at(t) for t in (0, 1, 2, 4, 6)] == pytest.approx([0.5, 1.0, 1.0, 0.5, 0.0])


def test_a_schedule_by_step_and_one_by_epoch_see_different_clocks():
    seen = []
    for unit in ("step", "epoch"):
        theta, gradient = np.zeros(1), np.ones(1)
        update, _ = SGD(Schedule(lambda t: 1.0 + t, unit)).bind(theta, gradient)
        update(7, 2)
        seen.append(float(theta[0]))
    assert seen == [-8.0, -3.0]


def test_growing_batch_size_has_one_number_for_each_epoch():
    assert growing_batch_size(8, every=2, num_epochs=5) == (8, 8, 16, 16, 32)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: SGD(0), "lr must be a number above 0, not 0"),
        (lambda: SGD(float("nan")), "lr must be a number above 0, not nan"),
        (lambda: SGD([0.1, -1]), "lr must be a number above 0, or one for each run"),
        (lambda: SGD(0.1, momentum=1.0), "momentum must be .* below 1, not 1.0"),
        (lambda: SGD(0.1, weight_decay=-1), "weight_decay must be a number of at least 0, not -1"),
        (lambda: SGD(0.1, nesterov=True), "nesterov=True needs a momentum"),
        (lambda: Adam(betas=(0.9, 1.0)), r"betas\[1\] must be"),
        (lambda: Adam(eps=0), "eps must be a number above 0"),
        (lambda: step_decay(0.1, every=0), "every must be"),
        (lambda: Schedule(lambda t: 0.1, "batch"), "unit must be one of 'step', 'epoch'"),
        (
            lambda: Schedule(0.1),  # type: ignore[arg-type]  # this must raise
            "at must be a function",
        ),
        (lambda: warmup(step_decay(0.1, every=3), length=2), "give both the same unit"),
    ],
)
def test_bad_arguments_say_what_is_allowed(call, message):
    with pytest.raises(ValueError, match=message):
        call()
