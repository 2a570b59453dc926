"""The instructor's notebooks: the reference gets full points, the stub 0, and the metadata agree."""

import json
import re
from pathlib import Path

import pytest

import autograder.exercises.notebook as notebook_module
from autograder.exercises.feedback import Grade
from autograder.exercises.registry import load, problem_sets

SOLUTIONS = Path(__file__).parents[2] / "solutions"
SOLUTION = re.compile(r"^( *)### BEGIN SOLUTION\n.*?^ *### END SOLUTION", re.M | re.S)
GRADE = re.compile(r'exercise\("(ps\d+\.\w+)"\)\.grade\((\w+), points=(\d+)\)')


def cells(name):
    path = SOLUTIONS / name / f"{name}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return [(cell, "".join(cell["source"])) for cell in notebook["cells"]]


def nbgrader(cell):
    return cell["metadata"].get("nbgrader", {})


@pytest.fixture(params=[problems.name for problems in problem_sets()])
def name(request):
    return request.param


def run(name, monkeypatch, change=lambda source: source):
    """The grades of a notebook's grade cells, with a grading seed, as {id: Grade}."""
    monkeypatch.setenv(notebook_module.GRADING_SEED, "a seed")
    space: dict[str, object] = {}
    grades = {}
    for cell, source in cells(name):
        if cell["cell_type"] != "code":
            continue
        if match := GRADE.fullmatch(source):
            grades[match[1]] = eval(source, space)
        elif nbgrader(cell):
            exec(compile(change(source), f"<{name}>", "exec"), space)
    return grades


def test_the_reference_gets_full_points(name, monkeypatch):
    grades = run(name, monkeypatch)
    assert {id: grade.points for id, grade in grades.items()} == {
        id: load(id).points for id in next(p for p in problem_sets() if p.name == name).exercises
    }
    assert all(isinstance(grade, Grade) and grade.outcome == "passed" for grade in grades.values())


def test_the_released_stub_gets_nothing(name, monkeypatch):
    def clear(source):
        return SOLUTION.sub(r"\1raise NotImplementedError()", source)

    for grade in run(name, monkeypatch, clear).values():
        assert (grade.points, grade.outcome) == (0, "not attempted")


def test_points_agree_in_the_line_the_metadata_and_the_registry(name):
    found = []
    for cell, source in cells(name):
        if nbgrader(cell).get("grade") and cell["cell_type"] == "code":
            id, function, points = GRADE.fullmatch(source).groups()
            assert float(points) == nbgrader(cell)["points"] == load(id).points
            assert function == load(id).name
            assert nbgrader(cell)["locked"] is True
            found.append(id)
    assert tuple(found) == next(p for p in problem_sets() if p.name == name).exercises


def test_every_exercise_has_a_check_cell_that_nbgrader_does_not_know(name):
    for id in next(p for p in problem_sets() if p.name == name).exercises:
        line = f'exercise("{id}").check({load(id).name})'
        assert [nbgrader(cell) for cell, source in cells(name) if source == line] == [{}]


def test_one_written_answer_is_graded_by_hand(name):
    written = [
        cell
        for cell, _ in cells(name)
        if cell["cell_type"] == "markdown" and nbgrader(cell).get("grade")
    ]
    assert len(written) == 1
    assert nbgrader(written[0])["solution"] is True
    assert nbgrader(written[0])["points"] > 0


def test_metadata_are_nbgraders_and_minimal(name):
    ids = []
    for cell, _ in cells(name):
        assert cell.get("outputs", []) == []
        assert cell.get("execution_count") is None
        assert set(cell["metadata"]) <= {"nbgrader"}
        if nbgrader(cell):
            assert nbgrader(cell)["schema_version"] == 3
            assert nbgrader(cell)["task"] is False
            ids.append(nbgrader(cell)["grade_id"])
    assert len(set(ids)) == len(ids)


def test_it_says_what_it_needs_how_long_it_takes_and_what_counts(name):
    first = cells(name)[0][1]
    problems = next(p for p in problem_sets() if p.name == name)
    assert f"about {problems.minutes} minutes" in first
    assert problems.title.lower() in first.lower()
    for words in ("You need", "Time", "What counts"):
        assert words in first
    automatic = sum(load(id).points for id in problems.exercises)
    assert f"{automatic:g} points by automatic checks" in " ".join(first.split())
