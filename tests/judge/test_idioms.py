"""The idioms of test cells give the same verdicts in the judge as in the student's own kernel."""

import contextlib
import io
import linecache
import os
import sys
import tempfile
import types
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.grading.judge.names import examples_in, names_of
from tests.judge.conftest import Pair
from tests.specimens.idioms import ALIKE, FRAMES, IDIOMS, SYMBOLIC, Idiom

pytestmark = pytest.mark.usefixtures("judge_folder")


def shared_verdict(case: Idiom, student: str, monkeypatch: pytest.MonkeyPatch) -> str | None:
    """How the test cell ends where everything runs in one namespace: the exception's name or None."""
    main = types.ModuleType("__main__")
    monkeypatch.setitem(sys.modules, "__main__", main)
    for source, name in ((case.setup, "<setup>"), (student, "<submission>"), (case.test, "<test>")):
        linecache.cache[name] = (len(source), None, source.splitlines(True), name)
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(source, name, "exec"), vars(main))
        except BaseException as error:
            return type(error).__name__
    return None


def isolated_verdict(case: Idiom, student: str, pair: Pair) -> tuple[str | None, Any]:
    os.chdir(tempfile.mkdtemp(dir="."))
    names = names_of([case.right], [case.setup], [case.test])
    judge = pair(
        f"{case.setup}\n{student}",
        names=replace(names, examples=examples_in([case.right])),
    )
    assert judge.run_setup(case.setup).error is None
    result = judge.run_cell(case.test)
    assert not result.lost
    return (result.error.ename if result.error else None), result.outputs


@pytest.mark.parametrize("case", [*IDIOMS, *ALIKE], ids=lambda case: case.name)
def test_right_code_passes_and_wrong_code_fails(
    case: Idiom, pair: Pair, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    verdict, outputs = isolated_verdict(case, case.right, pair)
    assert verdict is None, outputs
    verdict, outputs = isolated_verdict(case, case.wrong, pair)
    assert verdict is not None, outputs
    assert shared_verdict(case, case.right, monkeypatch) is None
    assert shared_verdict(case, case.wrong, monkeypatch) is not None


@pytest.mark.parametrize("case", FRAMES, ids=lambda case: case.name)
def test_data_frames_travel_by_value(
    case: Idiom, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pandas")
    test_right_code_passes_and_wrong_code_fails(case, pair, monkeypatch, Path())


@pytest.mark.parametrize("case", SYMBOLIC, ids=lambda case: case.name)
def test_expressions_travel_by_value(
    case: Idiom, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("sympy")
    test_right_code_passes_and_wrong_code_fails(case, pair, monkeypatch, Path())
