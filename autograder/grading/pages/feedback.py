"""A student's feedback page: by exercise the points, the checks by name, the message with its picture.

One page a notebook, small and self-contained. It shows neither the source of a test nor its traceback.
"""

import hmac
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import jinja2
import markupsafe
from markupsafe import escape
from nbformat.notebooknode import NotebookNode
from nbgrader.api import MissingEntry
from nbgrader.utils import is_grade, is_solution, is_task

from autograder.grading.contract.execution import KERNEL_DIED, LIMIT_REACHED, NOT_RUN
from autograder.grading.contract.facts import NotebookFacts
from autograder.grading.contract.results import ExerciseResult, Outcome, Row, counted
from autograder.grading.contract.text import plain, points
from autograder.grading.course import Course
from autograder.grading.course.gradebook import one_transaction, points_of
from autograder.grading.course.journal import write_whole
from autograder.grading.intake.submission import unusable
from autograder.grading.pages.pictures import pasted_pictures, picture
from autograder.grading.score.by_hand import points_by_hand
from autograder.grading.score.current_rows import rows_with_notebooks
from autograder.grading.score.mark_scheme import BEGIN, END
from autograder.grading.score.read_results import read_results

CODE_LENGTH = 6_000
ANSWER_LENGTH = 20_000
ERROR_LENGTH = 400
MOST_ERRORS = 20
TITLE_LENGTH = 200

_BACKTICKS = re.compile(r"`([^`]+)`")
environment = jinja2.Environment(
    loader=jinja2.PackageLoader("autograder.grading.pages", "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
environment.filters["code"] = lambda text: markupsafe.Markup(
    _BACKTICKS.sub(r"<code>\1</code>", str(escape(text)))
)
environment.filters["points"] = points
environment.filters["counted"] = counted
environment.globals["symbols"] = {
    Outcome.PASSED: "✓",
    Outcome.FAILED: "✗",
    Outcome.NOT_ATTEMPTED: "○",
    Outcome.WAITING: "…",
    Outcome.BY_HAND: "✎",
    Outcome.SUBMISSION_ERROR: "!",
    Outcome.GRADER_ERROR: "!",
    Outcome.MISSING: "–",
    Outcome.EXCUSED: "–",
}
environment.globals["limits"] = {
    "cell_cpu": "the computing time that one cell may use",
    "cell_wall": "the time that one cell may take",
    "notebook_cpu": "the computing time that one notebook may use",
    "notebook_wall": "the time that one notebook may take",
    "memory": "memory",
    "processes": "the number of processes",
    "file_size": "the size of one file",
    "disk": "the space for files",
    "open_files": "the number of open files",
}
_SCHEME = re.compile(rf"^.*{BEGIN}(.|\n)*?({END}.*|\Z)", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6}[ \t]+(\S.*)$", re.MULTILINE)
_POINTS = re.compile(r"\s*\(\d[^()]*points?\b[^()]*\)$", re.IGNORECASE)


@dataclass
class Section:
    """One exercise as its page shows it."""

    title: str
    result: ExerciseResult
    score: float | None
    comment: str = ""
    picture: str = ""
    alt: str = ""
    code: list[str] = field(default_factory=list)
    answer: str = ""
    pasted: list[tuple[str, str]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def write_all(course: Course, assignment: str) -> list[tuple[Row, list[Path]]]:
    """Everyone's row, with the points as they stand now, and feedback pages, written anew."""
    with one_transaction(course.directory.db_url):
        return [
            (row, write(course, assignment, row, notebooks))
            for row, notebooks in rows_with_notebooks(course, assignment)
        ]


def write(
    course: Course, assignment: str, row: Row, executed: Mapping[str, NotebookNode]
) -> list[Path]:
    """Write the pages of a student's executed notebooks, and of those that could not be; gives their paths.

    A student who handed nothing in has none.
    """
    if row.outcome in (Outcome.MISSING, Outcome.EXCUSED) or unusable(row.student):
        return []
    target = write_for_exchange(course, assignment, row.student)
    pages = []
    with course.gradebook() as gradebook:
        notebooks = {n.name: n for n in gradebook.find_assignment(assignment).notebooks}
        for name in sorted(notebooks):
            place = {"student": row.student, "assignment": assignment, "notebook": name}
            if name in executed:
                text = render(executed[name], place, gradebook)
            else:
                who = _who(gradebook, row.student)
                page = environment.get_template("feedback.html.j2")
                text = page.render(
                    place=place, name=who, row=_without(notebooks[name], row), sections=[]
                )
            pages.append(target / f"{name}.html")
            write_whole(pages[-1], text, mode=0o666)
    return pages


def write_for_exchange(course: Course, assignment: str, student: str) -> Path:
    """Beside the pages what ``nbgrader release_feedback`` reads: the submission's time and its secret. Gives
    their folder.

    The exchange finds a student's page by a digest of that secret. A submission that did not come by
    the exchange has none; it gets one that nobody can guess, so that the command does not stop there.
    """
    target = course.folder("feedback", student, assignment)
    submitted = course.folder("submitted", student, assignment)
    stamp = _beginning(submitted / "timestamp.txt")
    own = f"exchange:{assignment}:{student}".encode("utf-8", "surrogateescape")
    secret = (
        _beginning(submitted / "submission_secret.txt")
        or hmac.new(course.secret(), own, "sha256").hexdigest()
    )
    write_whole(target / "timestamp.txt", stamp)
    write_whole(target / "submission_secret.txt", secret)
    return target


def _beginning(path: Path) -> str:
    """The first characters of a small file of the student's; empty where there is none to read."""
    if path.is_symlink() or not path.is_file() or not os.access(path, os.R_OK):
        return ""
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        return file.read(200).strip()


def _without(notebook: Any, row: Row) -> Row:
    """A row that speaks of one notebook, which could not be read: its points and its reason alone."""
    reasons = [
        e.message
        for e in row.exercises
        if e.outcome is Outcome.SUBMISSION_ERROR and e.notebook == notebook.name
    ]
    return replace(row, reason=next(iter(reasons), row.reason), max_score=notebook.max_score)


def render(notebook: NotebookNode, place: dict[str, str], gradebook: Any) -> str:
    """The page of one executed notebook; ``place`` names student, assignment and notebook."""
    submission = gradebook.find_submission_notebook(
        place["notebook"], place["assignment"], place["student"]
    )
    grades = {grade.name: grade for grade in submission.grades}
    comments = {comment.name: comment.comment or "" for comment in submission.comments}
    score, penalty = points_of(submission)
    facts = NotebookFacts.of(notebook)
    sections = _sections(notebook, place["notebook"], grades, comments)
    waiting = sum(section.result.max_points for section in sections if section.score is None)
    return environment.get_template("feedback.html.j2").render(
        place=place,
        name=_name(submission.student, place["student"]),
        sections=sections,
        score=score,
        max_score=float(submission.max_score) - waiting,
        waiting=waiting,
        penalty=penalty,
        notes=list(dict.fromkeys(facts.notes)),
        died=facts.died,
        row=None,
    )


def _who(gradebook: Any, student_id: str) -> str:
    """A student's name, also of one whom the gradebook does not know."""
    try:
        return _name(gradebook.find_student(student_id), student_id)
    except MissingEntry:
        return student_id


def _name(student: Any, student_id: str) -> str:
    """First and last name as the gradebook has them, and the id."""
    full = " ".join(filter(None, [student.first_name, student.last_name]))
    return f"{full} ({student_id})" if full else student_id


def _sections(
    notebook: NotebookNode, name: str, grades: dict[str, Any], comments: dict[str, str]
) -> list[Section]:
    results = {result.grade_id: result for result in read_results(notebook, name)}
    sections = []
    title = ""
    code: list[str] = []
    errors: list[str] = []
    remarks: list[str] = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and not is_solution(cell):
            title = _heading(cell.source) or title
        if cell.cell_type == "code" and not is_grade(cell):
            if is_solution(cell):
                code.append(_shorten(cell.source, CODE_LENGTH))
                remarks.append(comments.get(cell.metadata.nbgrader.grade_id, ""))
            errors += _errors(cell)
        if not (is_grade(cell) or is_task(cell)):
            continue
        grade = grades.get(cell.metadata.nbgrader.grade_id)
        result = points_by_hand(results[cell.metadata.nbgrader.grade_id], grade)
        section = Section(title or result.name, result, _score(grade))
        section.comment = "\n".join(filter(None, [*remarks, comments.get(result.grade_id, "")]))
        if is_solution(cell):
            section.answer = _shorten(cell.source, ANSWER_LENGTH)
            section.pasted = pasted_pictures(cell)
        else:
            section.code, section.errors = code, _few(errors)
            section.picture, section.alt = picture(cell)
        sections.append(section)
        title, code, errors, remarks = "", [], [], []
    return sections


def _heading(text: str) -> str:
    """The title of a text of the instructor's; what stands in its mark scheme is none."""
    heading = _HEADING.search(_SCHEME.sub("", text))
    return _title(heading.group(1)) if heading else ""


def _title(heading: str) -> str:
    """A heading's text without its closing marks, its emphasis and the points it is worth."""
    text = heading[:TITLE_LENGTH].strip().rstrip("#").rstrip()
    return _POINTS.sub("", re.sub(r"[*`]", "", text))


def _score(grade: Any) -> float | None:
    """The points in the gradebook, manual ones first; None while a person has to grade it."""
    if grade is None or (grade.needs_manual_grade and grade.manual_score is None):
        return None
    return float(grade.score)


def _errors(cell: NotebookNode) -> list[str]:
    """What stopped one of the student's own cells, in a line each.

    The end of the kernel is said at the top of the page; where a limit was hit, the limit speaks for
    the interrupt that it sent.
    """
    errors = {o.get("ename", "Error"): o for o in cell.outputs if o.output_type == "error"}
    if LIMIT_REACHED in errors:
        return [_shorten(str(errors[LIMIT_REACHED].get("evalue", "")), ERROR_LENGTH)]
    lines = []
    for name, output in errors.items():
        text = plain(str(output.get("evalue", ""))).replace("`", "'")
        if name not in (KERNEL_DIED, NOT_RUN):
            shown = _shorten(f"{name}: {text}" if text else name, ERROR_LENGTH)
            lines.append(f"A cell of yours stopped with `{shown}`")
    return lines


def _few(errors: list[str]) -> list[str]:
    left = len(errors) - MOST_ERRORS
    return errors if left <= 0 else [*errors[:MOST_ERRORS], f"{left:,} more cells stopped."]


def _shorten(text: str, length: int) -> str:
    return (
        text if len(text) <= length else f"{text[:length]}\n… {len(text) - length} more characters"
    )
