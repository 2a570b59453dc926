"""Checks rely on calls, values and iteration alone: they judge a function in another process alike.

The stand-in below hands copies of plain values back and forth, copies arguments back after a call, as
a judge with the student's code in another process does, and lets callbacks through.
"""

import copy
from types import GeneratorType

import numpy as np
import pytest

from autograder.exercises.engine import judge
from autograder.exercises.registry import exercise_ids, load
from tests.zoo import SLOW, mistake, programs

pytestmark = pytest.mark.slow

SEED = "by value"
IN_PROCESS_ONLY = {"calls-core"}  # the core is out of reach in the student's process


def crossed(value):
    """The value on the other side: plain values as copies, callables and generators wrapped."""
    if isinstance(value, (np.ndarray, int, float, str, type(None))):
        return copy.deepcopy(value)
    if type(value) in (list, tuple, set):
        return type(value)(map(crossed, value))
    if type(value) is dict:
        return {key: crossed(item) for key, item in value.items()}
    if isinstance(value, np.random.Generator):
        return value
    if isinstance(value, GeneratorType) or hasattr(value, "__next__"):
        return (crossed(item) for item in value)
    return ByValue(value) if callable(value) else value


OBJECTS = (np.ndarray, list, tuple)


def restore(original, changed):
    """Copy what the other side wrote into arrays and lists back into the caller's."""
    if isinstance(original, np.ndarray):
        original[...] = changed
    elif isinstance(original, (list, tuple)):
        for here, there in zip(original, changed, strict=False):
            restore(here, there)
        if isinstance(original, list):
            own = [
                here if isinstance(here, OBJECTS) else there
                for here, there in zip(original, changed, strict=False)
            ]
            original[:] = own + changed[len(own) :]


class ByValue:
    """A function behind a wall."""

    def __init__(self, function):
        self._function = function

    def __call__(self, *args, **kwargs):
        there = [crossed(arg) for arg in args]
        there_too = {key: crossed(arg) for key, arg in kwargs.items()}
        try:
            result = self._function(*there, **there_too)
            if isinstance(result, GeneratorType):
                return self._items(result, args, there)
            return crossed(result)
        finally:
            restore(args, there)

    @staticmethod
    def _items(result, args, there):
        for item in result:
            restore(args, there)
            yield crossed(item)


@pytest.mark.parametrize("id", exercise_ids())
def test_right_programs_pass(id):
    for name, function in programs("right", id):
        verdict = judge(load(id), ByValue(function), SEED)
        assert verdict.outcome == "passed", (name, verdict.message)


@pytest.mark.parametrize("id", exercise_ids())
def test_wrong_programs_hear_the_same_message(id):
    for name, function in programs("wrong", id):
        if mistake(name) in IN_PROCESS_ONLY or mistake(name) == SLOW:
            continue
        here, there = (judge(load(id), f, SEED) for f in (function, ByValue(function)))
        assert there.fraction == here.fraction, name
        assert (there.message and there.message.id) == (here.message and here.message.id), name
