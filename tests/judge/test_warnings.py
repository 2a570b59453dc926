"""What a student's function warns of reaches a test cell as it would in one kernel, and never its output."""

import warnings

import pytest

from tests.judge.conftest import Pair

SOURCE = """
import warnings
import numpy as np
class Odd(RuntimeWarning): pass
class Bus:
    def __init__(self, people): self.people = people
    def enter(self, more):
        if self.people + more > 30:
            warnings.warn(f"{self.people + more - 30} left")
def old():
    warnings.warn("old", DeprecationWarning)
def odd():
    warnings.warn("odd", Odd)
def divide():
    return np.ones(1) / 0
"""
CATCH = "import warnings\nwith warnings.catch_warnings(record=True) as w:\n"
TESTS = [
    f"{CATCH}    Bus(15).enter(20)\nassert [str(one.message) for one in w] == ['5 left']",
    f"{CATCH}    Bus(15).enter(20)\n    Bus(15).enter(20)\nassert len(w) == 1",  # once for each place
    f"{CATCH}    Bus(15).enter(5)\nassert w == []",
    f"Bus(15).enter(20)\n{CATCH}    Bus(15).enter(20)\nassert len(w) == 1",
    f"{CATCH}    old()\nassert w == []",
    f"{CATCH}    warnings.simplefilter('always')\n    old()\n    old()\nassert len(w) == 2",
    f"{CATCH}    warnings.simplefilter('ignore')\n    Bus(15).enter(20)\nassert w == []",
    f"{CATCH}    divide()\nassert issubclass(w[0].category, RuntimeWarning)",
    "import pytest\nwith pytest.warns(RuntimeWarning, match='odd'):\n    odd()",
    "import warnings\nwith warnings.catch_warnings():\n    warnings.simplefilter('error')\n    try:\n"
    "        Bus(15).enter(20)\n        raise AssertionError\n    except UserWarning:\n        pass",
]


@pytest.mark.parametrize("test", TESTS)
def test_a_warning_is_caught(pair: Pair, test: str) -> None:
    result = pair(SOURCE).run_cell(test)
    assert result.error is None, result.error
    assert result.outputs == []


def test_the_test_s_own_warnings_are_shown(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = []
    own = "import warnings\nBus(15).enter(20)\nwarnings.warn('mine')"
    monkeypatch.setattr(warnings, "showwarning", lambda *said: shown.append(str(said[0])))
    assert pair(SOURCE).run_cell(own).error is None
    assert shown == ["mine"]
