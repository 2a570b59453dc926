"""Exception classes of the student's: `except` by their names catches what he raises and no assertion."""

import pytest

from tests.judge.conftest import Pair
from tests.judge.test_hostile import failed, run

pytestmark = pytest.mark.usefixtures("judge_folder")

WIDE = """
TooLittle = {kind}
ERRORS = (ValueError, {kind})
class Stack:
    Empty = {kind}
    def pop(self): return None
def errors(): return [{kind}]
def withdraw(x): return None
"""
CAUGHT = [
    "try:\n    withdraw(200)\n    assert False\nexcept TooLittle:\n    pass",
    "try:\n    withdraw(200)\n    assert False\nexcept (KeyError, *ERRORS):\n    pass",
    "try:\n    Stack().pop()\n    assert False\nexcept Stack.Empty:\n    pass",
    "try:\n    withdraw(200)\n    assert False\nexcept errors()[0]:\n    pass",
    "with pytest.raises(TooLittle):\n    withdraw(200)\n    assert False",
    "with unittest.TestCase().assertRaises(TooLittle):\n    withdraw(200)\n    assert False",
]


@pytest.mark.parametrize("kind", ["AssertionError", "Exception", "BaseException"])
@pytest.mark.parametrize("test", CAUGHT)
def test_no_name_of_the_students_catches_an_assertion(pair: Pair, kind: str, test: str) -> None:
    assert failed(run(pair, WIDE.format(kind=kind), test))


HONEST = """
class TooLittle(Exception): pass
ERRORS = (ValueError, TooLittle)
class Stack:
    class Empty(IndexError): pass
    def pop(self): raise Stack.Empty
def errors(): return [TooLittle, ZeroDivisionError]
def withdraw(x): raise TooLittle(x)
def caught(kind, f):
    try:
        return f()
    except kind:
        return kind
"""


@pytest.mark.parametrize(
    "test",
    [
        *CAUGHT,
        "assert errors()[1] is ZeroDivisionError and ERRORS[0] is ValueError",
        "assert issubclass(TooLittle, Exception) and issubclass(Stack.Empty, LookupError)",
        "def f(): raise ValueError\nassert caught(Exception, f) is Exception",
    ],
)
def test_the_students_own_exceptions_are_caught_by_their_names(pair: Pair, test: str) -> None:
    assert run(pair, HONEST, test).error is None
