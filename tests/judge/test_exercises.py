"""The course's own exercises judge alike in the judge and in the student's own process."""

import random
from typing import Any

import numpy as np
import pytest

from autograder.exercises.engine import judge
from autograder.exercises.registry import exercise_ids, load
from autograder.exercises.verdict import Verdict
from tests.judge.conftest import Pair
from tests.zoo import programs

pytestmark = pytest.mark.slow

TRIED = 5  # programs of an exercise, from among all: all of them would take minutes
SLOW = "too_slow"
STUDENT = """
import random
import numpy as np
from tests.zoo import programs
functions = {kind + name: f for kind in ("wrong", "right") for name, f in programs(kind, ID)}
def reseed():
    random.seed(1)
    np.random.seed(1)
"""
CELL = """
from autograder.exercises.engine import judge
from autograder.exercises.registry import load
reseed()
verdict = judge(load(ID), functions[NAME], "a grading seed")
"""


def essence(verdict: Verdict, text: bool) -> Any:
    """What a student and a gradebook would see of a verdict; not every program repeats its text."""
    message = verdict.message
    return (
        verdict.outcome,
        verdict.fraction,
        [(result.name, result.passed) for result in verdict.results],
        (message.id, message.text if text else "") if message else None,
    )


def judge_here(id: str, function: Any) -> Verdict:
    random.seed(1)
    np.random.seed(1)
    return judge(load(id), function, "a grading seed")


@pytest.mark.parametrize("id", exercise_ids())
def test_a_verdict_is_the_same_in_the_judge(
    id: str, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTOGRADER_TIME_LIMIT", "60")
    judging = pair(f"ID = {id!r}\n{STUDENT}")
    both = [(k + name, f) for k in ("right", "wrong") for name, f in programs(k, id)]
    quick = [item for item in both if SLOW not in item[0]]
    for name, function in quick[:: len(quick) // TRIED]:
        here = judge_here(id, function)
        repeats = essence(here, True) == essence(judge_here(id, function), True)
        judging.namespace["ID"], judging.namespace["NAME"] = id, name
        result = judging.run_cell(CELL, seconds=600)
        assert result.error is None, (name, result)
        there = judging.namespace["verdict"]
        assert essence(there, repeats) == essence(here, repeats), name


@pytest.mark.parametrize("id", ["ps1.minibatches", "ps2.train_epoch", "ps2.train"])
def test_code_that_never_ends_is_named_and_the_next_test_goes_on(
    id: str, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTOGRADER_TIME_LIMIT", "0.3")
    judging = pair(f"ID = {id!r}\n{STUDENT}")
    judging.namespace["ID"], judging.namespace["NAME"] = id, f"wrong{SLOW}"
    assert judging.run_cell(CELL).error is None
    message = judging.namespace["verdict"].message
    assert message is not None
    assert message.id == "too-slow"
    assert not judging.lost
    monkeypatch.setenv("AUTOGRADER_TIME_LIMIT", "60")
    judging.namespace["NAME"] = next(f"right{name}" for name, _ in programs("right", id))
    assert judging.run_cell(CELL).error is None
    assert judging.namespace["verdict"].fraction == 1


@pytest.mark.parametrize(
    "source",
    [
        "from autograder.exercises.ps1.minibatches import minibatches",
        "from autograder.exercises.ps1 import minibatches as m\n"
        "def minibatches(*args):\n    return m.minibatches(*args)",
        "from autograder.sgd import batches, order\n"
        "def minibatches(X, y, batch_size, rng, drop_last=False):\n"
        "    for rows in batches(order(len(X)), batch_size, drop_last=drop_last):\n"
        "        yield X[rows], y[rows]",
        "from autograder.exercises.ps1 import minibatches as m\n"
        "from autograder.grading.judge.both_sides.operations import OPERATIONS\n"
        "def minibatches(*args, **options):\n"
        "    return list(OPERATIONS['call'](m.minibatches, *args, **options))",
        "import threading\n"
        "from autograder.exercises.ps1 import minibatches as m\n"
        "def minibatches(*args, **options):\n"
        "    found = []\n"
        "    work = lambda: found.extend(m.minibatches(*args, **options))\n"
        "    thread = threading.Thread(target=work)\n"
        "    thread.start()\n"
        "    thread.join()\n"
        "    return found",
        "from autograder.exercises.ps1.minibatches import minibatches\n"
        "from autograder.grading.judge.student_side.borrowed import Borrowed\n"
        "former = Borrowed.report\n"
        "def report(self):\n"
        "    told = former(self)\n"
        "    told.pop('core', None)\n"
        "    return told\n"
        "Borrowed.report = report",
    ],
)
def test_the_courses_own_core_is_no_solution(source: str, pair: Pair) -> None:
    judging = pair(source)
    judging.run_setup("from autograder import exercise")
    result = judging.run_cell('exercise("ps1.minibatches").grade(minibatches, points=3)')
    grade = result.outputs[-1]["data"]["application/vnd.autograder.grade+json"]
    assert grade["points"] == 0
    assert grade["diagnosis"] == "calls-core"
