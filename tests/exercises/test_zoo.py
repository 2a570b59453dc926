"""The zoo with few seeds (``python -m tests.zoo`` takes a hundred), and what it must hold."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from autograder.exercises.engine import judge
from autograder.exercises.misconceptions import misconceptions
from autograder.exercises.registry import exercise_ids, load
from autograder.exercises.slips import SLIPS
from autograder.exercises.values import number
from autograder.exercises.verdict import GRADER_ERROR
from tests.shares import AT_MOST_HALF, shares
from tests.shares import main as shares_main
from tests.zoo import Tally, main, mistake, programs, table, tally, totals

SEEDS = 2
RIGHT_AT_LEAST = 20
WRONG_AT_LEAST = 60
GENERAL = {"hard-coded", "calls-core", "raises", "too-slow", "returns-nothing"}


@pytest.mark.slow
@pytest.mark.parametrize("id", exercise_ids())
def test_wrong_programs_are_caught_and_named_and_right_ones_pass(id):
    result = tally(id, SEEDS)
    assert not result.faults
    assert result.good
    assert result.right >= RIGHT_AT_LEAST


@pytest.mark.parametrize("id", exercise_ids())
def test_every_diagnosis_has_a_program_and_every_program_an_id(id):
    tried = {id_ for name, _ in programs("wrong", id) if (id_ := mistake(name))}
    assert tried <= set(misconceptions()) | set(SLIPS)
    assert {diagnosis.id for diagnosis in load(id).diagnoses} - GENERAL == tried - GENERAL
    assert {"hard-coded", "calls-core", "raises"} <= tried


@pytest.mark.slow
@pytest.mark.parametrize("id", exercise_ids())
def test_a_mistake_costs_more_the_nearer_it_is_to_the_main_point(id):
    kept = shares(id)
    assert kept["none"] == 0
    assert {kind: kept[kind] for kind in AT_MOST_HALF if kept.get(kind, 0) > 0.5} == {}
    assert kept.get("tail", 1) > kept.get("loop", 0)


def test_the_table_of_shares_shows_a_kind_that_there_is_not_as_a_dot():
    result = CliRunner().invoke(shares_main, ["ps2.sgd_step"])
    assert result.output.splitlines()[1].split()[:4] == ["ps2.sgd_step", "0%", "·", "47%"]


def test_the_page_names_programs_that_there_are():
    page = (Path(__file__).parents[2] / "docs" / "zoo.md").read_text(encoding="utf-8")
    for part in page.split("\n### ")[1:]:
        id, _, table = part.partition("\n")
        rows = [row for row in table.partition("\n## ")[0].split("\n") if row.startswith("| ")]
        told = re.findall(r"`(\w+)`", "".join(row.split("|")[3] for row in rows[1:]))
        assert told
        assert set(told) <= {name for name, _ in programs("wrong", id)}


KEYS = ("steps_per_epoch", "updates", "samples_processed", "passes")
SHAPES = {
    "number": lambda w, value: value,
    "list": lambda w, value: [value] * 5,
    "dict": lambda w, value: dict.fromkeys(KEYS, value),
    "vector": lambda w, value: np.full(np.shape(w), number(value)),
    "pair": lambda w, value: (np.full(np.shape(w), number(value)), [value] * 12),
    "losses": lambda w, value: (w, [value] * 12),
    "batches": lambda w, value: [(np.full((2, 3), number(value)), np.full(2, number(value)))],
}


@pytest.mark.parametrize(
    "value",
    [float("nan"), np.float64("nan"), float("inf"), 10**400],
    ids=["nan", "numpy-nan", "inf", "huge"],
)
@pytest.mark.parametrize("id", exercise_ids())
@np.errstate(all="ignore")
def test_what_compares_with_nothing_earns_nothing(id, value):
    for name, shape in SHAPES.items():
        verdict = judge(load(id), lambda *args, **options: shape(args[0], value), "s")  # noqa: B023
        assert verdict.fraction == 0, name
        assert verdict.outcome != GRADER_ERROR, name


@pytest.mark.parametrize("id", exercise_ids())
def test_no_two_programs_have_one_name(id):
    for kind in ("wrong", "right"):
        names = [name for name, _ in programs(kind, id)]
        assert len(set(names)) == len(names)


def test_there_are_enough_programs():
    count = sum(len(list(programs("wrong", id))) for id in exercise_ids())
    assert count >= WRONG_AT_LEAST


def test_a_kept_point_or_a_wrong_name_is_not_good():
    assert Tally(wrong=2, caught=2, named=2, right=3).good
    assert not Tally(wrong=2, caught=1, named=2, right=3).good
    assert not Tally(wrong=2, caught=2, named=1, right=3).good
    assert not Tally(wrong=2, caught=2, named=2, right=3, rejected=1).good


def test_totals_add_up_and_the_table_shows_them():
    tallies = {"a.b": Tally(2, 2, 1, 12, 0), "a.c": Tally(3, 3, 3, 13, 1)}
    numbers = totals(tallies)
    assert (numbers["wrong"], numbers["named"], numbers["rejected"]) == (5, 4, 1)
    assert numbers["exercises"]["a.c"]["right"] == 13
    assert table(tallies).splitlines()[-1].split() == ["all", "5", "5", "4", "25", "1"]


def test_the_command_prints_totals_and_fails_where_a_program_is_misjudged(monkeypatch):
    result = CliRunner().invoke(main, ["--json", "--seeds", "1", "ps2.sgd_step"])
    numbers = json.loads(result.stdout)
    assert result.exit_code == 0
    assert set(numbers) == {"wrong", "caught", "named", "right", "rejected", "exercises"}
    assert set(numbers["exercises"]) == {"ps2.sgd_step"}
    assert numbers["wrong"] == numbers["caught"] == numbers["named"] > 0 == numbers["rejected"]

    fault = "ps2.sgd_step ascent, seed 0: heard None"
    monkeypatch.setattr("tests.zoo.tally", lambda *task: Tally(wrong=1, caught=1, faults=[fault]))
    failed = CliRunner().invoke(main, ["--seeds", "1", "ps2.sgd_step"])
    assert failed.exit_code == 1
    assert fault in failed.stderr
