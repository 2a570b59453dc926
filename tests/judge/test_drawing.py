"""A test's random generators are moved on by what the student draws, and not set by him."""

import random

import numpy as np
import pytest

from autograder.grading.judge.marshalling.drawing import drawn_from
from tests.judge.conftest import Pair

BITS = ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")


def generators(seed: int) -> list:
    made = [np.random.Generator(getattr(np.random, name)(seed)) for name in BITS[:-1]]
    return [*made, np.random.RandomState(seed), random.Random(seed)]


@pytest.mark.parametrize("number", range(6))
@pytest.mark.parametrize("draws", [0, 1, 3, 311, 700, 5001])
def test_what_was_drawn_from_is_where_drawing_leads(number: int, draws: int) -> None:
    before, after = generators(7)[number], generators(7)[number]
    for _ in range(draws):
        after.gauss(0, 1) if isinstance(after, random.Random) else after.normal()
    assert drawn_from(before, after)
    other = generators(8)[number]
    assert not drawn_from(before, other)
    assert not drawn_from(other, after)
    if draws > 2:
        assert not drawn_from(after, before)


@pytest.mark.parametrize("draws", [1, 2, 3, 311, 312, 313])
def test_a_normal_number_that_is_kept_for_later_is_none_of_the_students(draws: int) -> None:
    before, after = np.random.RandomState(7), np.random.RandomState(7)
    after.normal(size=draws)
    name, key, place, _, number = after.get_state()
    assert drawn_from(before, after)
    after.set_state((name, key, place, 1, number + 0.5))
    assert not drawn_from(before, after)
    plain, later = random.Random(7), random.Random(7)
    for _ in range(draws):
        later.gauss(0, 1)
    assert drawn_from(plain, later)
    version, words, _ = later.getstate()
    later.setstate((version, words, 0.5))
    assert not drawn_from(plain, later)


@pytest.mark.parametrize("name", ["PCG64", "PCG64DXSM", "Philox"])
@pytest.mark.parametrize("draws", range(12))
def test_what_a_bit_generator_keeps_for_later_is_none_of_the_students(
    name: str, draws: int
) -> None:
    before, after = (np.random.Generator(getattr(np.random, name)(7)) for _ in range(2))
    after.integers(0, 2**32, draws, dtype=np.uint32)
    assert drawn_from(before, after)
    true = after.bit_generator.state
    after.bit_generator.state = {**true, "has_uint32": 1, "uinteger": 5}
    assert not drawn_from(before, after)
    if name == "Philox":
        after.bit_generator.state = {**true, "buffer": true["buffer"] + np.uint64(1)}
        assert not drawn_from(before, after)


def test_a_kind_whose_states_are_not_known_may_stay_as_it_is_and_no_more() -> None:
    one, other = (np.random.Generator(np.random.SFC64(7)) for _ in range(2))
    assert drawn_from(one, other)
    other.normal()
    assert not drawn_from(one, other)


STUDENT = """
import numpy as np, random
def reseed(*args):
    np.random.seed(0)
    random.seed(0)
    for rng in args:
        if isinstance(rng, np.random.Generator):
            rng.bit_generator.state = type(rng.bit_generator)(0).state
        else:
            rng.seed(0)
def draw(*args):
    random.random()
    np.random.rand()
    for rng in args:
        rng.random()
def seeding():
    random.seed(0)
    np.random.seed(0)
    return np.random.rand()
"""
FOUR = """
import random
import numpy as np
def make():
    return [np.random.default_rng(3), np.random.RandomState(3), random.Random(3)]
def numbers(rngs):
    return [random.random(), np.random.rand(), *[rng.random() for rng in rngs]]
def seed():
    random.seed(3)
    np.random.seed(3)
seed()
undisturbed = numbers(make())
"""


@pytest.mark.parametrize("call", ["reseed(*rngs)", "reseed(rngs[0])", "seeding()"])
def test_the_student_does_not_choose_what_the_test_draws_next(pair: Pair, call: str) -> None:
    test = f"{FOUR}seed()\nrngs = make()\n{call}\nassert numbers(rngs) == undisturbed"
    result = pair(STUDENT).run_cell(test)
    assert result.error is None, result.error


def test_what_the_student_draws_is_drawn(pair: Pair) -> None:
    own = "random.random()\nnp.random.rand()\n[rng.random() for rng in rngs]\n"
    test = f"{FOUR}seed()\nrngs = make()\n{own}expected = numbers(rngs)\nseed()\nrngs = make()\n"
    result = pair(STUDENT).run_cell(f"{test}draw(*rngs)\nassert numbers(rngs) == expected")
    assert result.error is None, result.error
