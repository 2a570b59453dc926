"""No sentence that a message says is false of the program."""

from importlib import import_module

import pytest

from autograder.exercises.engine import attempt, generator
from autograder.exercises.registry import exercise_ids, load
from tests.claims import false_claims
from tests.zoo import SLOW, mistake, programs

pytestmark = pytest.mark.slow

SEEDS = (None, "a", "b")  # None: what the notebook says


@pytest.mark.parametrize("id", exercise_ids())
def test_every_sentence_is_true_of_the_program(id):
    for name, function in programs("wrong", id):
        for seed in SEEDS if mistake(name) != SLOW else ():
            assert not false_claims(id, function, seed), name


@pytest.mark.parametrize("id", exercise_ids())
def test_no_mistake_is_true_of_the_right_program(id):
    exercise = load(id)
    runs = attempt(exercise, exercise.reference, exercise.draw(generator(id, "a"))).completed()
    beliefs = import_module(f"tests.claims.{id.partition('.')[0]}").BELIEFS[id]
    assert [mistake for mistake, belief in beliefs.items() if belief(runs)] == []
