"""Guarded calls: nothing that a student's code does gets out."""

import sys
import warnings
from collections import defaultdict, namedtuple

import numpy as np
import pytest

from autograder.exercises.guard import MisuseError, Student, StudentError


class RudeError(Exception):
    def __str__(self):
        raise RuntimeError("no text for you")


def raising(error):
    def function():
        raise error

    return function


@pytest.mark.parametrize(
    "error",
    [
        ValueError("x"),
        SystemExit(1),
        KeyboardInterrupt(),
        GeneratorExit(),
        RudeError(),
        BaseException(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_every_exception_becomes_a_student_error(error):
    with pytest.raises(StudentError) as caught:
        Student(raising(error))()
    assert caught.value.kind == type(error).__name__


def test_recursion_without_end():
    def again(x):
        return again(x)

    with pytest.raises(StudentError) as caught:
        Student(again)(1)
    assert caught.value.kind == "RecursionError"


def test_it_names_the_students_line_also_where_numpy_raises():
    def function():
        return np.zeros(3) @ np.zeros(4)

    with pytest.raises(StudentError) as caught:
        Student(function)()
    assert caught.value.line.endswith("return np.zeros(3) @ np.zeros(4)")
    assert caught.value.what.startswith("Line ")
    assert "ValueError" in caught.value.what


def test_it_prefers_the_line_that_a_judge_has_set():
    error = KeyError("a")
    error.student_line = "line 3: d['a']"
    with pytest.raises(StudentError) as caught:
        Student(raising(error))()
    assert caught.value.what == "Line 3, `d['a']`, raised KeyError: 'a'."


def test_misuse_is_told_in_its_own_words():
    with pytest.raises(StudentError) as caught:
        Student(raising(MisuseError("`gradient` got an empty batch.")))()
    assert caught.value.what.endswith("`gradient` got an empty batch.")


def test_errors_while_iterating_are_the_students_too():
    def generator():
        yield 1
        raise ValueError("later")

    student = Student(generator)
    with pytest.raises(StudentError) as caught:
        student.collect(student(), 10)
    assert caught.value.kind == "ValueError"


def test_endless_generator_is_read_as_far_as_asked():
    def generator():
        while True:
            yield 1

    student = Student(generator)
    assert student.collect(student(), 5) == [1] * 5


def test_what_cannot_be_iterated_is_a_student_error():
    with pytest.raises(StudentError):
        Student(lambda: 3).collect(3, 5)


def test_prints_warnings_and_overflow_stay_inside(capsys):
    def noisy():
        print("out")
        print("err", file=sys.stderr)
        warnings.warn("a warning", stacklevel=1)
        return np.exp(np.float64(1e9))

    assert Student(noisy)() == np.inf
    assert capsys.readouterr() == ("", "")


def test_printing_without_end_keeps_nothing():
    kept = []

    def function():
        for _ in range(100):
            print("x" * 10_000)
        kept.append(sys.stdout)

    Student(function)()
    assert not hasattr(kept[0], "getvalue")
    assert kept[0].write("abc") == 3


def test_an_exception_in_a_finaliser_stays_inside(capsys):
    class Leaves:
        def __del__(self):
            raise ValueError("too late")

    def function():
        Leaves()
        return 3

    assert Student(function)() == 3
    assert capsys.readouterr() == ("", "")


def test_timeout_of_a_judge_counts_as_the_time_limit():
    with pytest.raises(StudentError) as caught:
        Student(raising(TimeoutError()))()
    assert caught.value.kind == "TimeLimit"


def test_containers_of_other_classes_come_back_as_plain_ones():
    Pair = namedtuple("Pair", "X y")
    result = Student(lambda: Pair(defaultdict(list, a=[1]), [Pair(1, 2)]))()
    assert result == ({"a": [1]}, [(1, 2)])
    assert list(map(type, (result, result[0], result[1], result[1][0]))) == [
        tuple,
        dict,
        list,
        tuple,
    ]
    assert list(map(type, Student(None).collect([Pair(1, 2)], 5))) == [tuple]


def test_the_line_of_a_compiled_module_is_not_the_students():
    def draw():
        return np.random.default_rng(0).choice(3, 5, replace=False)

    with pytest.raises(StudentError) as caught:
        Student(draw)()
    assert caught.value.line.endswith("return np.random.default_rng(0).choice(3, 5, replace=False)")


def test_an_item_is_kept_as_it_was_when_it_was_asked_for():
    def counts():
        same = np.zeros(1)
        for number in range(3):
            same[:] = number
            yield same, [same]

    student = Student(counts)
    items = student.collect(student(), at_most=3)
    assert [(float(one[0]), float(other[0])) for one, (other,) in items] == [
        (0, 0),
        (1, 1),
        (2, 2),
    ]
