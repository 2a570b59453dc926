"""Reading what a student returned: plain values pass, look-alikes do not."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.exercises.values import array, close, kind, number, whole


class Int(int):
    def __eq__(self, other):
        return True

    __hash__ = int.__hash__


class Lying(np.ndarray):
    def __eq__(self, other):
        return True


@given(st.integers(-(2**60), 2**60))
def test_whole_numbers_of_python_and_numpy(value):
    assert whole(value) == whole(np.int64(value)) == whole(np.array(value)) == value


@pytest.mark.parametrize("value", [True, np.True_, 3.0, np.float64(3), "3", None, [3], Int(3), 3j])
def test_what_is_no_whole_number(value):
    assert whole(value) is None


@given(st.floats(allow_nan=False))
def test_numbers(value):
    assert number(value) == number(np.float64(value)) == number(np.array(value)) == value


def test_fractions_and_decimals_are_numbers():
    assert number(Fraction(3, 2)) == number(Decimal("1.5")) == 1.5


def test_a_whole_number_that_no_float_holds_is_infinite():
    assert number(10**400) == np.inf
    assert number(-(10**400)) == -np.inf


@pytest.mark.parametrize("value", [True, "1.5", None, [1.5], np.array([1.5]), 1j, Int(1)])
def test_what_is_no_number(value):
    assert number(value) is None


def test_arrays_are_copies_of_arrays_and_nested_lists():
    source = np.arange(6).reshape(2, 3)
    for value in (source, source.tolist(), tuple(source), source.astype("f4")):
        result = array(value)
        assert result is not None
        assert result.dtype == float
        assert np.array_equal(result, source)
        result[0] = 9
        assert source[0, 1] == 1


@pytest.mark.parametrize(
    "value",
    [None, 3, "abc", ["a"], [[1], [2, 3]], np.array(["a"]), [None], {1: 2}, [True], iter([1])],
)
def test_what_is_no_array(value):
    assert array(value) is None


def test_a_subclass_that_equals_everything_is_no_array():
    assert array(np.zeros(3).view(Lying)) is None


def test_close_compares_shapes_and_five_digits():
    assert close([1.0, 2.0], [1.0, 2.0 + 1e-6])
    assert not close([1.0, 2.0], [1.0, 2.0 + 1e-4])
    assert not close([1.0], 1.0)
    assert not close([np.nan], [np.nan])


def test_kinds_in_words():
    things: list[object] = [None, [], 3, np.zeros(2)]
    assert [kind(v) for v in things] == ["None", "a list", "an int", "an array"]
