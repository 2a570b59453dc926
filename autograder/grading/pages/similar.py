"""Programs of one assignment that are alike, side by side: something to look at, never a verdict."""

from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograder.grading.contract.cells import about
from autograder.grading.course import Course, CourseError
from autograder.grading.course.journal import write_whole
from autograder.grading.pages.feedback import environment
from autograder.grading.score.similar_programs import (
    Compared,
    Pair,
    Program,
    most_alike,
    similar_pairs,
)

MOST_PAIRS = 40


@dataclass
class Side:
    """One program of a pair: its lines, and which of them stand in both."""

    student: str
    lines: list[tuple[str, bool]]


@dataclass
class Comparison:
    """A pair of programs beside each other."""

    share: float
    sides: tuple[Side, Side]


def write(course: Course, assignment: str, at_least: float = 0.5) -> tuple[Path, Compared]:
    """Write ``report/ASSIGNMENT-similar.html``; the page and what was found.

    Raises CourseError where fewer than two students have handed something in that was graded.
    """
    programs: dict[str, str] = {}
    names = course.notebook_names(assignment)
    for student in course.students(assignment):
        folder = course.folder("autograded", student, assignment)
        own = [_code(folder / f"{name}.ipynb", answers=True) for name in names]
        if text := "\n\n".join(filter(None, own)):
            programs[student] = text
    if len(programs) < 2:
        raise CourseError(
            f"Fewer than two graded submissions of {assignment} have a program. Run: autograder grade {assignment}"
        )
    released = course.folder("release", ".", assignment)
    given = [_code(released / f"{name}.ipynb", answers=False) for name in names]
    found = similar_pairs(programs, given, at_least)
    shown = [_beside(pair, found.programs) for pair in found.pairs[:MOST_PAIRS]]
    path = course.root / "report" / f"{assignment}-similar.html"
    text = environment.get_template("similar.html.j2").render(
        assignment=assignment,
        compared=len(programs) - len(found.too_short),
        students=len(programs),
        at_least=at_least,
        most=most_alike(len(programs)),
        pairs=shown,
        left_out=len(found.pairs) - len(shown),
        too_short=found.too_short,
        explained=found.explained,
    )
    write_whole(path, text)
    return path, found


def _code(path: Path, *, answers: bool) -> str:
    """The code of a notebook, or of its answer cells alone; empty where there is no such notebook."""
    if not path.is_file():
        return ""
    cells = [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
    return "\n\n".join(c.source for c in cells if not answers or about(c).get("solution"))


def _beside(pair: Pair, programs: dict[str, Program]) -> Comparison:
    first, second = (
        _side(student, programs[student], pair) for student in (pair.first, pair.second)
    )
    return Comparison(pair.share, (first, second))


def _side(student: str, program: Program, pair: Pair) -> Side:
    both = {n for mark in pair.common for lines in program.prints[mark] for n in lines}
    lines = program.text.splitlines()
    return Side(student, [(line, number in both) for number, line in enumerate(lines)])
