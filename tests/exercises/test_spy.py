"""Calls into the course's own core are seen; imports, and the checks' own helpers, are not."""

import functools
import sys
from concurrent.futures import ThreadPoolExecutor
from types import FunctionType

import pytest

from autograder.exercises.engine import judge
from autograder.exercises.registry import load
from autograder.exercises.spy import watch_for_core
from autograder.sgd import Ledger, batches, order
from tests.exercises.toy import said


def nothing():
    """A reference that nobody calls."""


def steps(n_samples, batch_size, drop_last=False):
    return Ledger(n_samples, batch_size, num_epochs=1, drop_last=drop_last).steps_per_epoch


def lazily(X, y, batch_size, rng, drop_last=False):
    for batch in batches(order(len(X), seed=1, epoch=0), batch_size):
        yield X[batch], y[batch]


def test_a_call_is_seen_by_its_name():
    with watch_for_core(nothing) as seen:
        Ledger(10, 4, num_epochs=1)
    assert seen.name == "Ledger"


def test_the_reference_is_seen():
    with watch_for_core(nothing) as seen:
        nothing()
    assert seen.name == "nothing"


def test_importing_and_plain_work_are_not():
    with watch_for_core(nothing) as seen:
        import autograder.sgd  # noqa: F401  # the import is what is tested

        sorted(range(10), key=lambda i: -i)
    assert seen.name == ""


def unwatched(n_samples, batch_size, drop_last=False):
    hook = sys.getprofile()
    sys.setprofile(None)
    try:
        return steps(n_samples, batch_size, drop_last)
    finally:
        sys.setprofile(hook)


def threaded(n_samples, batch_size, drop_last=False):
    with ThreadPoolExecutor() as pool:
        return pool.submit(steps, n_samples, batch_size, drop_last).result()


REFERENCE = load("ps1.steps_per_epoch").reference
COPY = FunctionType(
    REFERENCE.__code__.replace(co_name="mine"), REFERENCE.__globals__, "mine", (False,)
)


def copied(n_samples, batch_size, drop_last=False):
    return COPY(n_samples, batch_size, drop_last)


@pytest.mark.parametrize(
    ("id", "function"),
    [
        ("ps1.steps_per_epoch", steps),
        ("ps1.steps_per_epoch", unwatched),
        ("ps1.steps_per_epoch", functools.partial(steps)),
        ("ps1.steps_per_epoch", threaded),
        ("ps1.steps_per_epoch", copied),
        ("ps1.minibatches", lazily),
        ("ps1.steps_per_epoch", REFERENCE),
    ],
)
def test_it_earns_nothing(id, function):
    verdict = judge(load(id), function, "s")
    assert verdict.fraction == 0
    assert said(verdict).id == "calls-core"


def test_an_older_profiler_goes_on():
    def profiler(frame, event, argument):
        pass

    sys.setprofile(profiler)
    try:
        with watch_for_core(nothing):
            pass
        assert sys.getprofile() is profiler
    finally:
        sys.setprofile(None)
