"""Which test cells can be judged in isolation: found by running them, never guessed.

The instructor's solution and the stub that students get are each run twice, once with the test cells
in the judge and once with them in the student's kernel. A test cell that gives the same points both
times is *isolated*; any other stays *shared*, and the report says so. Then the solution is run as
grading will run it, some cells here and some there: where it would lose a point by that, more cells
are shared, until it loses none.
"""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions
from nbgrader.utils import determine_grade

from autograder.grading.contract.cells import about, is_instructors, is_test
from autograder.grading.contract.execution import IN_JUDGE, Execution, KernelError, Plan
from autograder.grading.contract.facts import begin, reported
from autograder.grading.contract.isolation import LEVELS
from autograder.grading.contract.names import Names
from autograder.grading.course import Course, CourseError, own_files
from autograder.grading.course.calibration_file import (
    Calibration,
    NotebookCalibration,
    TestCell,
    is_current,
    keep,
    source_digest,
)
from autograder.grading.course.code_digest import code_digest
from autograder.grading.course.planning import course_limits, course_visible
from autograder.grading.judge.names import (
    examples_in,
    names_bound,
    names_of,
    names_used_of,
    plain_python,
)
from autograder.grading.run.execute import execute
from autograder.grading.run.kernelspec import other_kernel
from autograder.grading.sandbox.grader_side.files import take_files
from autograder.grading.sandbox.grader_side.levels import probe
from autograder.grading.score.settle import numbered, settle

MAX_OBSTACLE = 200  # characters
LEAST = 1e-9  # points
_NOT_FOUND = ("FileNotFoundError", "ModuleNotFoundError", "LookupError")
MOST_RUNS = 3  # of a version that meets a limit
PATIENCE = 4  # rounds in which one cell is shared; then all that might be the cause
LEVELS_WITH_JUDGE = LEVELS[:-1]


def calibrate(course_dir: Path, assignment: str) -> Calibration:
    """Calibrate every notebook of an assignment and keep the result.

    Raises CourseError if there is no such assignment or this machine has no judge.
    """
    course = Course(course_dir)
    source = course.folder("source", ".", assignment)
    paths = sorted(source.glob("*.ipynb"))
    if not paths:
        raise CourseError(f"There is no notebook of {assignment!r} in {source}.")
    level = probe().level
    if level not in LEVELS_WITH_JUDGE:
        raise CourseError(
            "Calibrating runs the test cells in a judge, which this machine cannot start "
            f"({probe().remedy}). Until then every test cell runs in the student's kernel."
        )
    try:
        with own_files.together(course, assignment) as own, TemporaryDirectory() as folder:
            files = Path(shutil.copytree(own, Path(folder, "files")))
            notebooks = {}
            for path in paths:
                notebook = nbformat.read(path, as_version=4)
                alone = path == paths[-1]
                notebooks[path.stem] = calibrate_notebook(notebook, own, course, files, alone)
    except KernelError as error:
        raise CourseError(str(error)) from error
    keep(course, assignment, notebooks)
    return Calibration(assignment, notebooks)


def calibrate_if_due(course: Course, assignment: str, say: Callable[[str], None]) -> None:
    """Find out which test cells the judge can run, once for each version of the notebooks and of the engine."""
    if is_current(course, assignment) or probe().level not in LEVELS_WITH_JUDGE:
        return
    say(f"Calibrating the tests of {assignment} on its solution.")
    for notebook in calibrate(course.root, assignment).notebooks.values():
        for cell in notebook.cells:
            if cell.remark:
                say(f"Test cell {cell.grade_id}: {cell.remark}.")


def calibrate_notebook(
    notebook: NotebookNode,
    folder: Path,
    course: Course,
    files: Path | None = None,
    last: bool = True,
) -> NotebookCalibration:
    """Run the solution and its stub both ways. `folder` holds the files that they read.

    Where the notebook is not the `last` one, `files` holds those that the solutions of the ones before
    have left, too, and gets what this one leaves.
    """
    other = other_kernel(notebook)
    stub = copy.deepcopy(notebook)
    ClearSolutions(config=course.config).preprocess(stub, ResourcesDict(nbgrader={}))
    code = [cell.source for cell in stub.cells if cell.cell_type == "code" and not is_test(cell)]
    names = Names()
    if other is None:
        names = replace(student_names(notebook), examples=examples_in(code))
    released = copy.deepcopy(stub)
    ClearHiddenTests(config=course.config).preprocess(released, ResourcesDict(nbgrader={}))
    tests = [cell for cell in notebook.cells if is_test(cell)]
    everything = frozenset(cell.metadata.nbgrader["grade_id"] for cell in tests)
    most = sum(float(cell.metadata.nbgrader["points"]) or 1.0 for cell in tests)

    def run(version: NotebookNode, shared: frozenset[str]) -> NotebookNode:
        plan = Plan(
            seed="calibration",
            shared=shared,
            names=names,
            files=files or folder,
            trusted_files=folder,
            leave=version is notebook,
            limits=course_limits(course),
            visible=course_visible(course),
            lowest_level=LEVELS_WITH_JUDGE[-1],
        )
        begin(version, released, [])
        done = _settled(lambda: execute(nbformat.writes(version).encode("utf-8"), plan), most)
        if version is notebook:
            changing.update(str(cell.grade_id) for cell in done.cells if cell.changed)
            stretching.update(str(cell.grade_id) for cell in done.cells if cell.stretched)
            for cell in done.cells:
                if cell.judged == IN_JUDGE:
                    name, found = str(cell.grade_id), {*cell.facts}
                    known = facts.get(name, found)
                    changed = {fact for fact in known | found if fact.startswith("database ")}
                    facts[name] = known & found | changed
            left.update(done.left)
        return reported(done)

    changing, stretching, left = set[str](), set[str](), dict[str, str]()
    facts: dict[str, set[str]] = {}
    ran = [run(version, everything) for version in (notebook, stub)]
    names = replace(names, written=frozenset(path for path in left if (folder / path).is_file()))
    in_judge = ran if other else [run(version, frozenset()) for version in (notebook, stub)]
    scored = numbered(in_judge[0])
    judged = [_points(done) for done in in_judge]
    missing, in_kernel = _missing(ran[0]), [_points(done) for done in ran]
    obstacles = _obstacles(in_judge[0])
    unlocked = [cell.source for cell in filter(_is_open, notebook.cells)]
    cells = [
        TestCell(
            grade_id=(name := cell.metadata.nbgrader["grade_id"]),
            points=float(cell.metadata.nbgrader["points"]),
            judged=(judged[0][name], judged[1][name]),
            in_kernel=(in_kernel[0][name], in_kernel[1][name]),
            obstacle=missing or obstacles.get(name, ""),
            scored=name in scored,
            because=f"the judge knows no {other['language']}" if other else "",
            open_names=() if other else tuple(sorted(names_used_of(unlocked, cell.source))),
        )
        for cell in tests
    ]
    cells = _without_loss(cells, lambda shared: _points(run(notebook, shared)))
    if last:
        left.clear()
    elif files is not None:
        take_files(files, left)
    return NotebookCalibration(
        tuple(cells),
        replace(
            names,
            changing=frozenset(changing),
            stretching=frozenset(stretching),
            facts={name: sorted(found) for name, found in facts.items()},
        ),
        code_digest(),
        source_digest(notebook),
        bool(left),
    )


def _settled(run: Callable[[], Execution], most: float) -> Execution:
    """A run that does not hang on the machine's load: one that met a limit and has not the most points is
    repeated, three times in all, and the one with the most of them counts."""
    runs: list[tuple[float, Execution]] = []
    while len(runs) < MOST_RUNS:
        done = run()
        gained = sum(_points(reported(done)).values())
        runs.append((gained, done))
        if not _is_stopped(done) or gained >= most - LEAST:
            break
    return max(runs, key=lambda one: one[0])[1]


def _is_stopped(done: Execution) -> bool:
    """Whether a limit was met that a machine with less to do might not have met."""
    return bool(done.disturbed or done.died) or any(cell.limit for cell in done.cells)


def _without_loss(
    cells: list[TestCell], grade: Callable[[frozenset[str]], dict[str, float]]
) -> list[TestCell]:
    """The cells, more of them shared where `grade` finds that the solution would lose points so.

    A cell that loses in the judge is shared. One that loses though it is shared misses something
    that a cell in the judge has done: those before it are shared, the nearest first.
    """
    rounds = 0
    while shared := frozenset(cell.grade_id for cell in cells if cell.shared):
        found = grade(shared)
        lost = [n for n, c in enumerate(cells) if found[c.grade_id] < c.in_kernel[0] - LEAST]
        isolated = [n for n in range(lost[0] + 1) if not cells[n].shared] if lost else []
        if not isolated:
            break
        rounds += 1
        first = cells[lost[0]].grade_id
        for n in isolated[-1:] if rounds < PATIENCE else isolated:
            whose = "it" if cells[n].grade_id == first else first
            why = f"where others are shared, {whose} would cost the solution points otherwise"
            cells[n] = replace(cells[n], because=why)
    return cells


def _is_open(cell: NotebookNode) -> bool:
    """A cell of code that is neither the instructor's nor an answer."""
    return cell.cell_type == "code" and not is_instructors(cell) and not about(cell).get("solution")


def student_names(notebook: NotebookNode) -> Names:
    """The global names of the cells which students may edit, beside those of the other cells."""
    answers: list[str] = []
    given: list[str] = []
    tests = [cell.source for cell in filter(is_test, notebook.cells)]
    for cell in notebook.cells:
        if cell.cell_type == "code" and not is_test(cell):
            (given if is_instructors(cell) else answers).append(cell.source)
    return replace(names_of(answers, given, tests), anew=_bound_anew(notebook))


def _bound_anew(notebook: NotebookNode) -> dict[str, list[str]]:
    """By grade_id of a test, the names that one before it has bound, and an answer after that."""
    by_tests, anew, found = set[str](), set[str](), dict[str, list[str]]()
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        bound = names_bound(plain_python(cell.source))
        if is_test(cell):
            by_tests |= bound
            if anew:
                found[cell.metadata.nbgrader["grade_id"]] = sorted(anew)
        if is_instructors(cell):
            anew -= bound
        else:
            anew |= bound & by_tests
    return found


def _points(notebook: NotebookNode) -> dict[str, float]:
    """The points of each test cell by grade_id, as the gradebook will see them.

    Of a test of 0 points it is 1 if it passes.
    """
    settle(notebook)
    tests = [cell for cell in notebook.cells if is_test(cell)]
    return {
        cell.metadata.nbgrader["grade_id"]: float(determine_grade(cell)[0])
        if float(cell.metadata.nbgrader["points"])
        else float(not any(output.output_type == "error" for output in cell.outputs))
        for cell in tests
    }


def _missing(notebook: NotebookNode) -> str:
    """What the solution has not found on this machine, and how it may be shown; empty if nothing."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if output.output_type == "error" and output.ename in _NOT_FOUND:
                text = " ".join(f"{output.ename}: {output.evalue}".split())[:MAX_OBSTACLE]
                return (
                    f"{text}; put it beside the notebook, or name its folder in c.Execute.visible"
                )
    return ""


def _obstacles(notebook: NotebookNode) -> dict[str, str]:
    """The errors that test cells met, in one line each."""
    found: dict[str, str] = {}
    for cell in filter(is_test, notebook.cells):
        for output in cell.outputs:
            if output.output_type == "error":
                text = " ".join(f"{output.ename}: {output.evalue}".split())
                found[cell.metadata.nbgrader["grade_id"]] = text.removesuffix(":")[:MAX_OBSTACLE]
    return found
