"""Mutants and harmless changes of right programs; ``make mutants`` tries all of them."""

import inspect
import json

import pytest
from click.testing import CliRunner

from autograder.exercises.engine import judge
from autograder.exercises.registry import exercise_ids, load
from autograder.exercises.verdict import PASSED
from tests.mutants.__main__ import KNOWN, main
from tests.mutants.behaviour import is_right
from tests.mutants.harmless import variants
from tests.mutants.operators import mutants
from tests.zoo import programs

pytestmark = pytest.mark.slow

COUNT = """
def count(values, limit):
    total = 0
    for value in values[1:]:
        if value < limit:
            total += 1
    return total
"""


@pytest.mark.parametrize("id", exercise_ids())
def test_what_changes_nothing_costs_nothing(id):
    exercise = load(id)
    names = list(inspect.signature(exercise.reference).parameters)
    for number, (program, function) in enumerate(programs("right", id)):
        for variant, changed in list(variants(function, names))[number % 4 :: 4]:
            verdict = judge(exercise, changed, "harmless")
            heard = verdict.message.text if verdict.message else verdict.outcome
            assert verdict.outcome == PASSED, (program, variant, heard)


@pytest.mark.parametrize("id", exercise_ids())
def test_behaviour_is_judged_without_the_checks(id):
    assert is_right(id, load(id).reference)
    assert not is_right(id, dict(programs("wrong", id))["hard_coded"])
    assert not is_right(id, lambda *args, **options: None)


def test_mutants_are_the_slips_of_loops():
    made = {mutant.source for mutant in mutants(COUNT, "count")}
    for change in (
        ("total += 1", "total = 1"),
        ("total += 1", "total -= 1"),
        ("value < limit", "value <= limit"),
        ("total = 0", "total = 1"),
        ("values[1:]", "values[:]"),
        ("value < limit", "value < total"),
        ("if value < limit:", "if True:"),
        ("    return total", "        return total"),
    ):
        assert any(COUNT.replace(*change).strip() == source for source in made), change
    moved = "for value in values[1:]:\n        total = 0"
    assert any(moved in source for source in made)


def test_every_survivor_has_a_reason():
    for name, reason in json.loads(KNOWN.read_text(encoding="utf-8")).items():
        id, _, place = name.partition(" ")
        assert place.partition(":")[0] in dict(programs("right", id))
        assert len(reason.split()) > 4


def test_a_share_of_the_mutants_is_judged_well(monkeypatch):
    monkeypatch.setenv("AUTOGRADER_TIME_LIMIT", "0.5")
    arguments = [
        "--every",
        "15",
        "--seeds",
        "2",
        "--processes",
        "1",
        "ps2.sgd_step",
        "ps3.epoch_loss",
        "ps4.accumulate",
    ]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    assert "misjudged or misled, and not listed: 0" in result.output
