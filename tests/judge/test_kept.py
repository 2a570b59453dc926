"""A name or method of the student's is asked for once, and again where it stands for something else."""

from typing import Any

import pytest

from tests.judge.conftest import Pair

STUDENT = """
def f(x): return x + 1
def rebind():
    global f
    f = lambda x: x + 10
def rebind_and_call(callback):
    rebind()
    return callback()
def failing_rebind():
    rebind()
    raise ValueError

class Counter:
    def __init__(self): self.n = 0
    def step(self, by=1):
        self.n += by
        return self.n
    def turn(self):
        self.step = lambda by=1: -1
    def none(self): return 0
    def fail(self):
        self.turn()
        raise ValueError
def turn_all():
    Counter.step = lambda self, by=1: -2
class Odd:
    def __getattribute__(self, name):
        if name == 'step':
            return Counter().step
        return object.__getattribute__(self, name)
class Changing:
    turns = 0
    @property
    def step(self):
        Changing.turns += 1
        return [Counter(), Odd()][Changing.turns % 2].step
ended = []
class Ending:
    def use(self): return 1
    def __del__(self): ended.append(1)
counter = Counter()
def again():
    global counter
    counter = Counter()
"""


@pytest.mark.parametrize(
    ("loop", "most"),
    [("f(i)", 105), ("counter.step()", 110), ("other.step()", 110)],
)
def test_a_call_in_a_loop_asks_for_the_call_alone(pair: Pair, loop: str, most: int) -> None:
    judge = pair(STUDENT)
    result = judge.run_cell(f"other = Counter()\nfor i in range(100):\n    {loop}")
    assert result.error is None
    assert judge.link._number <= most


def test_twenty_thousand_calls_in_one_test_are_no_trouble(pair: Pair) -> None:
    result = pair(STUDENT).run_cell("for i in range(20_000):\n    assert f(i) == i + 1")
    assert result.error is None, result.error


@pytest.mark.parametrize(
    "test",
    [
        "assert f(1) == 2\nrebind()\nassert f(1) == 11",
        "assert f(1) == 2\nassert rebind_and_call(lambda: f(1)) == 11",
        "assert f(1) == 2\ntry:\n    failing_rebind()\nexcept ValueError:\n    pass\nassert f(1) == 11",
        "c = Counter()\nassert c.step() == 1\nc.turn()\nassert c.step() == -1",
        "c = Counter()\nassert c.step() == 1\ntry:\n    c.fail()\nexcept ValueError:\n    pass\nassert c.step() == -1",
        "c = Counter()\nassert c.step() == 1\nturn_all()\nassert c.step() == -2",
        "c = Counter()\nassert c.step() == 1\nc.step = lambda by=1: -3\nassert c.step() == -3",
        "c = Counter()\nassert c.step() == 1\nCounter.step = Counter.none\nassert c.step() == 0",
        "o = Odd()\nassert o.step() == 1 and o.step() == 1",
        "c = Changing()\nassert c.step() == 1 and c.step() == 1 and Changing.turns == 2",
        "assert counter.step() == 1 and counter.step() == 2\nagain()\nassert counter.step() == 1",
        "e = Ending()\nassert e.use() == 1 and e.use() == 1\ndel e\nassert ended == [1]",
        "assert f(1) == 2\nf = lambda x: 0\nassert f(1) == 0\ndel f",
    ],
)
def test_what_has_changed_is_asked_for_again(pair: Pair, test: str) -> None:
    result = pair(STUDENT).run_cell(test)
    assert result.error is None, result.error


def test_cells_of_the_student_between_two_tests_may_bind_anew(pair: Pair) -> None:
    judge = pair(STUDENT)
    assert judge.run_cell("assert f(1) == 2").error is None
    judge.set("f", len)  # as a cell in the student's kernel would
    assert judge.run_cell("assert f([1]) == 1").error is None


NOTES = """
from autograder.grading.judge.student_side import peer
from autograder.grading.judge.student_side.standing import Standing
def f(x): return 9
class Thing:
    def value(self): return [9]
Standing.outdated = lambda self: NOTE
"""


@pytest.mark.parametrize(
    "note",
    [
        *("{'names': 3}", "{'names': [[1]]}", "{'methods': [[1]]}", "{'methods': 1.5}"),
        *("{'methods': [['1', 'value']]}", "{'names': {'f': 1}, 'methods': [[-1, 'x']]}"),
    ],
)
def test_nonsense_about_names_and_methods_wins_nothing(pair: Pair, note: str) -> None:
    judge = pair(NOTES.replace("NOTE", note))
    assert judge.run_cell("assert f(1) == 2").error is not None
    assert judge.run_cell("assert Thing().value() == [2]").error is not None


def test_only_a_method_is_kept_whatever_the_students_side_says(pair: Pair) -> None:
    student = """
from autograder.grading.judge.student_side.peer import Peer
Peer._stands = lambda self, operation, args, value: True
class Items(list): pass
class Thing:
    turns = 0
    @property
    def items(self):
        Thing.turns += 1
        return Items([Thing.turns])
"""
    run: Any = pair(student).run_cell(
        "t = Thing()\nassert [list(t.items), list(t.items)] == [[1], [2]]"
    )
    assert run.error is None, run.error
