"""Calibration runs what grading will run: no solution loses a point by where its tests are judged."""

import pytest

from autograder.grading.contract.results import Outcome, Row
from autograder.grading.course.calibration_file import TestCell
from autograder.grading.score import calibrate
from tests.foreign.assignment import Cells, Foreign, points

ANSWER = ("answer", "one", "### BEGIN SOLUTION\none = 1\n### END SOLUTION")
CASES: dict[str, Cells] = {
    "no points": [
        ("answer", "plot", "### BEGIN SOLUTION\nlines = ['2']\n### END SOLUTION"),
        ("test0", "t_plot", "lines_too = !echo 2\nassert list(lines_too) == lines"),
        ANSWER,
        ("test", "t_one", "assert one == 1"),
    ],
    "hidden definition": [
        ANSWER,
        ("test", "t1", "### BEGIN HIDDEN TESTS\nlimit = 2\n### END HIDDEN TESTS\nassert one == 1"),
        ("answer", "two", "### BEGIN SOLUTION\ntwo = limit\n### END SOLUTION"),
        ("test", "t2", "assert two == 2"),
    ],
    "text made a program": [
        ANSWER,
        ("test", "t1", "exec('assert one == 1')"),
    ],
}


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Foreign:
    made = Foreign(tmp_path_factory.mktemp("course"), CASES)
    made.release()
    return made


@pytest.fixture(scope="module")
def rows(foreign: Foreign) -> dict[str, Row]:
    foreign.hand_in("ada")
    foreign.hand_in("eve", {"plot": "lines = []"})
    return foreign.grade()


@pytest.mark.hostile
@pytest.mark.parametrize("name", CASES)
def test_the_solution_loses_nothing(rows: dict[str, Row], name: str) -> None:
    got = points(rows["ada"], name)
    assert got == dict.fromkeys(got, 1) | dict.fromkeys(got.keys() & {"t_plot"}, 0), rows["ada"]


@pytest.mark.hostile
def test_a_test_of_no_points_makes_no_row_failed(rows: dict[str, Row]) -> None:
    assert rows["ada"].outcome is rows["eve"].outcome is Outcome.PASSED
    practice = [e.outcome for e in rows["eve"].exercises if e.grade_id == "t_plot"]
    assert practice == [Outcome.FAILED]


@pytest.mark.hostile
def test_what_shares_a_cell_is_said(foreign: Foreign) -> None:
    found = calibrate.calibrate(foreign.root, "a").notebooks
    assert found["no points"].shared == {"t_plot"}
    assert found["hidden definition"].shared == {"t1", "t2"}
    assert [cell.remark for cell in found["hidden definition"].cells] == [
        "where others are shared, t2 would cost the solution points otherwise",
        "in the judge solution and stub get 0 and 0: NameError: name 'two' is not defined",
    ]
    assert found["text made a program"].shared == {"t1"}


def test_cells_are_shared_until_the_solution_loses_nothing() -> None:
    def cell(name: str, shared: bool = False) -> TestCell:
        return TestCell(name, 1.0, (0.0 if shared else 1.0, 0.0), (1.0, 0.0))

    cells = [cell("a"), cell("b"), cell("c", shared=True), cell("d")]
    asked: list[frozenset[str]] = []

    def grade(shared: frozenset[str]) -> dict[str, float]:
        asked.append(shared)
        return {"a": 1.0, "b": 1.0, "c": float({"a", "b"} <= shared), "d": float("d" in shared)}

    shared = [c.grade_id for c in calibrate._without_loss(cells, grade) if c.shared]
    assert shared == ["a", "b", "c", "d"]
    assert asked[0] == {"c"}
    assert len(asked) == 4
