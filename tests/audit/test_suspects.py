"""Lesson 10's workbench: what it reads from a trace is what a right loop reports, and what a wrong one does not."""

import numpy as np
import pytest

from autograder.audit import suspects
from autograder.audit.suspects import Suspects

RATE = 0.1


def right(samples, gradient, batch_size, num_epochs):
    """Plain mini-batch training with a tail; it reports all five quantities at once."""
    rng, w, step, seen, reports = np.random.default_rng(0), np.zeros(2), 0, 0, []
    for _ in range(num_epochs):
        order, total = rng.permutation(samples.n), 0.0
        for start in range(0, samples.n, batch_size):
            rows = order[start : start + batch_size]
            total += len(rows) * samples.loss(w, rows)
            w = w - RATE * gradient(w, samples.X[rows], samples.y[rows])
            step, seen = step + 1, seen + len(rows)
            last = start + batch_size >= samples.n
            mean = total / samples.n if last else np.nan
            reports.append((len(rows), seen / samples.n, RATE, mean, step))
    return w, reports


def only(number):
    """The same loop with one of its reports."""

    def loop(*arguments):
        w, reports = right(*arguments)
        return w, [report[number] for report in reports]

    return loop


@pytest.mark.parametrize("sizes", [(10, 4, 3), (12, 4, 2), (3, 5, 2), (7, 1, 1)])
@pytest.mark.parametrize(
    ("number", "truth"),
    [*enumerate(["samples_behind", "passes_so_far", "rates_used", "epoch_losses", "step_numbers"])],
)
def test_a_right_loop_reports_what_the_trace_has(number, truth, sizes):
    found = Suspects()
    found.add("right", truth, getattr(suspects, truth))(only(number))
    traced = found.loops["right"](*sizes)
    assert len(traced.updates) == len(traced.reported)
    assert not traced.wrong.any()


def test_gradients_that_became_no_update_are_not_counted():
    def wasteful(samples, gradient, batch_size, num_epochs):
        w = -RATE * gradient(np.zeros(2), samples.X[:2], samples.y[:2])
        gradient(w, samples.X[2:3], samples.y[2:3])
        return w, [2]

    trace, _ = suspects.run(wasteful, 5, 2, 1)
    assert trace.rows == [[0, 1]]


def test_gradients_that_are_added_up_are_one_update():
    def adding(samples, gradient, batch_size, num_epochs):
        w = np.zeros(2)
        total = sum(gradient(w, samples.X[[s]], samples.y[[s]]) for s in (3, 1))
        return w - RATE * total / 2, [1]

    found = Suspects()
    found.add("adding", "samples", suspects.samples_behind)(adding)
    traced = found.loops["adding"](5, 2, 1)
    assert traced.updates == [[3, 1]]
    assert traced.wrong.tolist() == [True]


def test_a_loop_that_divides_by_zero_is_named():
    def dividing(samples, gradient, batch_size, num_epochs):
        return np.zeros(2), [1 / int(samples.n / batch_size)]

    found = Suspects()
    found.add("D, a loop", "loss", suspects.epoch_losses)(dividing)
    with pytest.raises(ValueError, match="D, a loop: the loop divides by zero"):
        found.loops["D, a loop"](3, 4, 1)
