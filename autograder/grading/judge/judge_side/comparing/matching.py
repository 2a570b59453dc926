"""Arrays of a test cell that NumPy would stretch to fit each other, where the solution's fit as they are.

`(answer == expected).sum()` counts every pair of a column and a row: an answer that holds each candidate
once is right everywhere. So a test cell notes what it compares or subtracts, the solution's run says
whether anything was stretched there, and where nothing was, nothing may be.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from autograder.grading.judge.both_sides.remote import Remote
from autograder.grading.judge.judge_side.comparing.noting import EACH, LEFT, MAP, RIGHT, WHILE, ZIP
from autograder.grading.judge.judge_side.comparing.vacuous import Vacuous

_BY_NAME: dict[str, Callable[[Any, Any], Any]] = {
    "Eq": np.equal,
    "NotEq": np.not_equal,
    "Lt": np.less,
    "LtE": np.less_equal,
    "Gt": np.greater,
    "GtE": np.greater_equal,
}
# NumPy's functions in whose calls nothing may be stretched, or nothing empty met.
_STRETCHING = ("isclose", "equal", "not_equal", "subtract")
_ORDERING = ("greater", "greater_equal", "less", "less_equal")
_EMPTYING = ("allclose", "array_equiv")
_ASSERTING = (
    *("assert_allclose", "assert_equal", "assert_array_equal", "assert_almost_equal"),
    *("assert_array_almost_equal", "assert_array_less"),
)


class ShapeError(ValueError):
    """The test compares arrays of shapes that the solution never gives it."""


class Matching:
    """The shapes of what a test cell compares. `stretched` says whether any did not fit."""

    def __init__(self) -> None:
        self.stretched = False
        self.vacuous = Vacuous()
        self._on = self._strict = False
        self._left: list[Any] = []

    @property
    def names(self) -> dict[str, Callable[..., Any]]:
        """What `noting` makes cells call, by name."""
        loops = {EACH: self.vacuous.each, WHILE: self.vacuous.while_}
        return {LEFT: self.left, RIGHT: self.right, ZIP: self.zip, MAP: self.map, **loops}

    @contextmanager
    def cell(self, strict: bool, namespace: dict[str, Any]) -> Iterator[None]:
        """For the time of a test cell; with `strict`, what does not fit is an error. `namespace` may name
        functions of NumPy's, too."""
        self.stretched, self._on, self._strict = False, True, strict
        self.vacuous.on = True
        noted = {id(function): _Noted(function, note) for function, note in self._noting()}
        places = [vars(np), vars(np.testing), namespace]
        former = [{n: f for n, f in dict.items(place) if id(f) in noted} for place in places]
        try:
            for place, functions in zip(places, former, strict=True):
                dict.update(place, {name: noted[id(f)] for name, f in functions.items()})
            yield
        finally:
            for place, functions in zip(places, former, strict=True):
                kept = {n: f for n, f in functions.items() if dict.get(place, n) is noted[id(f)]}
                dict.update(place, kept)
            self._on = self.vacuous.on = False
            self._left.clear()

    def _noting(self) -> Iterator[tuple[Any, Callable[[Any, Any], None]]]:
        """The functions whose calls are noted, and how."""
        yield from ((getattr(np, name), self._compared) for name in _STRETCHING)
        yield from ((getattr(np, name), self.vacuous.compared) for name in _ORDERING)
        yield from ((getattr(np, name), self._met) for name in _EMPTYING)
        yield from ((getattr(np.testing, name), self._met) for name in _ASSERTING)

    def left(self, value: Any) -> Any:
        """The left operand of a comparison, noted."""
        if self._on:
            self._left.append(value)
        return value

    def right(self, value: Any, operation: str, what: str) -> Any:
        """The right operand. Raises ShapeError where the two may not be compared. `what` says what may not
        happen to them: they may not be stretched ("S") or be empty ("E")."""
        if self._on and self._left:
            left = self._left.pop()
            self.vacuous.compared(left, value)
            if "E" in what and _are_uneven(left, value, lists=False):
                self._refuse_empty()
            if "S" in what:
                self._check(left, value, _BY_NAME.get(operation))
        return value

    def _compared(self, left: Any, right: Any) -> None:
        """A function of NumPy's is called with two arrays, of which it compares each element."""
        self.vacuous.compared(left, right)
        self._met(left, right)
        self._check(left, right, None)

    def _met(self, left: Any, right: Any) -> None:
        """The same of one that compares them as a whole."""
        if _are_uneven(left, right, lists=True):
            self._refuse_empty()

    def _check(self, left: Any, right: Any, compare: Callable[[Any, Any], Any] | None) -> None:
        if not _is_stretched(left, right):
            return
        self.stretched = True
        if self._strict and not np.all((compare or _are_close)(left, right)):
            raise ShapeError(
                f"the test compares arrays of shapes {np.shape(left)} and {np.shape(right)}, "
                "which are alike where the answer is right"
            )

    def zip(self, site: str, *things: Any, **options: Any) -> Iterator[Any]:
        """`zip` in a test cell: where one has items there must be something to pair them with."""
        own = [t for t in things if not isinstance(t, Remote) and hasattr(type(t), "__len__")]
        sizes, count = [*map(len, own)], 0
        for pair in zip(*things, **options):  # noqa: B905  # as the cell has written it
            count += 1
            yield pair
        if self._on and not count and any(sizes):
            self._refuse_empty()
        self.vacuous.left_over(count, sizes, site)

    def map(self, site: str, function: Callable[..., Any], *things: Any) -> Iterator[Any]:
        """`map` in a test cell; of several lists it makes pairs as `zip` does."""
        if len(things) < 2:
            return map(function, *things)
        return (function(*pair) for pair in self.zip(site, *things))

    def _refuse_empty(self) -> None:
        self.stretched = True
        if self._strict:
            raise ShapeError("the test compares what is empty with something that is not")


class _Noted:
    """A function of NumPy's whose calls in a test cell are noted; in all else it is that function."""

    def __init__(self, function: Any, note: Callable[[Any, Any], None]) -> None:
        self._function, self._note = function, note

    def __call__(self, *args: Any, **options: Any) -> Any:
        if sys._getframe(1).f_code.co_filename.startswith("<test cell"):
            operands = args[:2] if len(args) > 1 else self._named_too(args, options)
            if len(operands) == 2:
                self._note(*operands)
        return self._function(*args, **options)

    def _named_too(self, args: tuple[Any, ...], options: dict[str, Any]) -> list[Any]:
        """The first two arguments, where one goes by its name; those of a ufunc cannot."""
        if isinstance(self._function, np.ufunc):
            return [*args]
        names = list(inspect.signature(self._function).parameters)[:2]
        return [*args, *(options[name] for name in names[len(args) :] if name in options)]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._function, name)

    @property  # type: ignore[misc]  # read-only here; `isinstance(np.equal, np.ufunc)` asks for it
    def __class__(self) -> Any:
        return type(self._function)


def _is_stretched(left: Any, right: Any) -> bool:
    """Whether NumPy repeats one of two operands to fit the other."""
    kinds = type(left), type(right)
    if np.ndarray not in kinds or not all(kind in _SHAPED for kind in kinds):
        return False
    try:
        shapes = np.shape(left), np.shape(right)
        whole = np.broadcast_shapes(*shapes)
    except ValueError:  # they do not fit at all, as the operation itself will say
        return False
    sizes = [int(np.prod(shape)) for shape in (*shapes, whole)]
    return sizes[2] > min(sizes[:2])


def _are_close(left: Any, right: Any) -> Any:
    """Whether two operands of which no test of equality is asked are alike wherever they meet."""
    try:
        return np.isclose(left, right)
    except TypeError:  # of texts and other objects
        return False


_SHAPED = frozenset([np.ndarray, list, tuple, int, float, complex, bool, *np.sctypeDict.values()])


def _are_uneven(left: Any, right: Any, lists: bool) -> bool:
    """Whether one of two values is an array without elements, for NumPy's functions a list too, and the
    other is not; or whether that is so within them."""
    left, right = _expected(left), _expected(right)
    if type(left) is dict and type(right) is dict:
        return any(_are_uneven(left[key], right[key], lists) for key in left.keys() & right.keys())
    if {type(left), type(right)} <= {list, tuple} and len(left) == len(right):
        return any(_are_uneven(*pair, lists) for pair in zip(left, right, strict=True))
    return _is_empty(left, lists) is not _is_empty(right, lists)


def _expected(value: Any) -> Any:
    """What `pytest.approx` was given, or the value itself."""
    if type(value).__module__.startswith("_pytest."):
        return getattr(value, "expected", None)
    return value


def _is_empty(value: Any, lists: bool) -> bool:
    if type(value) is np.ndarray:
        return value.size == 0
    if type(value) in (list, tuple):
        return lists and np.size(np.asarray(value, object)) == 0
    return isinstance(value, Remote) and hasattr(type(value), "__array__") and _has_none(value)


def _has_none(thing: Any) -> bool:
    """The same of an object of the student's; one that makes no array is not compared as one."""
    try:
        return np.asarray(thing).size == 0
    except (TypeError, ValueError):
        return False
