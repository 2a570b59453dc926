"""A student's feedback page: by exercise the points, the checks by name, the message with its picture.

One page a notebook, small and self-contained. It shows neither the source of a test nor its traceback.
"""

import base64
import html
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import jinja2
import markupsafe
import nbformat
from markupsafe import escape
from nbconvert.exporters import Exporter
from nbconvert.exporters.exporter import ResourcesDict
from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.utils import is_grade, is_solution, is_task

from autograder.grading.course import Course
from autograder.grading.gradebook import points_of
from autograder.grading.journal import write_whole
from autograder.grading.outcomes import ExerciseResult, Outcome, Row
from autograder.grading.rows import points_by_hand
from autograder.grading.scores import GRADE_MIME, NOT_RUN, read_results
from autograder.grading.submission import unusable

CODE_LENGTH = 6_000
ANSWER_LENGTH = 20_000
ERROR_LENGTH = 400
MOST_ERRORS = 20
LIMIT = "LimitReached"  # the sandbox's name for the end at a limit
PICTURE_BYTES = 300_000
HTML_LENGTH = 400_000
TITLE_LENGTH = 200

_BACKTICKS = re.compile(r"`([^`]+)`")
environment = jinja2.Environment(
    loader=jinja2.PackageLoader("autograder.grading", "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
environment.filters["code"] = lambda text: markupsafe.Markup(
    _BACKTICKS.sub(r"<code>\1</code>", str(escape(text)))
)
environment.filters["points"] = lambda value: f"{round(value, 2):g}"
environment.globals["symbols"] = {
    Outcome.PASSED: "✓",
    Outcome.FAILED: "✗",
    Outcome.NOT_ATTEMPTED: "○",
    Outcome.WAITING: "…",
    Outcome.BY_HAND: "✎",
    Outcome.SUBMISSION_ERROR: "!",
    Outcome.GRADER_ERROR: "!",
    Outcome.MISSING: "–",
}
environment.globals["limits"] = {
    "cell_cpu": "the computing time that one cell may use",
    "cell_wall": "the time that one cell may take",
    "notebook_cpu": "the computing time that one notebook may use",
    "notebook_wall": "the time that one notebook may take",
    "memory": "memory",
    "processes": "the number of processes",
    "output": "the amount of text that one cell may print",
    "rich_output": "the size of the figures and tables that one cell may show",
    "file_size": "the size of one file",
    "disk": "the space for files",
    "open_files": "the number of open files",
}
_HEADING = re.compile(r"^#{1,6}[ \t]+(\S.*)$", re.MULTILINE)
_POINTS = re.compile(r"\s*\(\d[^()]*points?\b[^()]*\)$", re.IGNORECASE)
_SVG = re.compile(r"<svg\b")
_IMG = re.compile(r"<img\b[^<>]*>")
_PNG = re.compile(r"\bsrc=\"(data:image/png;base64,[A-Za-z0-9+/=\s]+)\"")
_ALT = re.compile(r"(?:alt|aria-label)=\"([^\"]*)\"|<title[^<>]*>([^<]*)</title>")
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


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
    errors: list[str] = field(default_factory=list)


class FeedbackExporter(Exporter):  # type: ignore[misc]  # its package has no types
    """Makes nbgrader's own ``generate_feedback`` (and formgrader's button) write our page."""

    file_extension = ".html"
    output_mimetype = "text/html"

    def from_notebook_node(
        self, nb: NotebookNode, resources: ResourcesDict | None = None, **kwargs: Any
    ) -> tuple[str, ResourcesDict]:
        """The page of an executed notebook whose grades are in the gradebook that ``resources`` names."""
        nb, resources = super().from_notebook_node(nb, resources, **kwargs)
        place = resources["nbgrader"]
        resources["output_extension"] = self.file_extension
        with Gradebook(place["db_url"]) as gradebook:
            return render(nb, place, gradebook), resources


def write(course: Course, assignment: str, row: Row) -> list[Path]:
    """Write the student's feedback pages; gives their paths. A student who handed nothing in has none."""
    if row.outcome is Outcome.MISSING or unusable(row.student):
        return []
    target = course.folder("feedback", row.student, assignment)
    pages = []
    with course.gradebook() as gradebook:
        notebooks = {n.name: n for n in gradebook.find_assignment(assignment).notebooks}
        for name in sorted(notebooks):
            path = course.folder("autograded", row.student, assignment) / f"{name}.ipynb"
            place = {"student": row.student, "assignment": assignment, "notebook": name}
            if path.is_file():
                text = render(nbformat.read(path, as_version=4), place, gradebook)
            else:
                who = _who(gradebook, row.student)
                page = environment.get_template("feedback.html.j2")
                text = page.render(
                    place=place, name=who, row=_without(notebooks[name], row), sections=[]
                )
            pages.append(target / f"{name}.html")
            write_whole(pages[-1], text, mode=0o666)
    return pages


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
    facts = notebook.metadata.get("autograder", {})
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
        notes=list(dict.fromkeys(facts.get("notes", []))),
        died=facts.get("died", ""),
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
        if cell.cell_type == "markdown" and (heading := _HEADING.search(cell.source)):
            title = _title(heading.group(1))
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
        else:
            section.code, section.errors = code, _few(errors)
            section.picture, section.alt = _picture(cell)
        sections.append(section)
        title, code, errors, remarks = "", [], [], []
    return sections


def _title(heading: str) -> str:
    """A heading's text without its closing marks, its emphasis and the points it is worth."""
    text = heading[:TITLE_LENGTH].strip().rstrip("#").rstrip()
    return _POINTS.sub("", re.sub(r"[*`]", "", text))


def _score(grade: Any) -> float | None:
    """The points in the gradebook, manual ones first; None while a person has to grade it."""
    if grade is None or (grade.needs_manual_grade and grade.manual_score is None):
        return None
    return float(grade.score)


def _picture(cell: NotebookNode) -> tuple[str, str]:
    """The picture in a grade's HTML as the address of an image, which runs no script, and its text."""
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        page = data.get("text/html", "") if GRADE_MIME in data else ""
        page = "".join(page) if isinstance(page, list) else str(page)
        if len(page) > HTML_LENGTH:
            continue
        text, address = _svg(page) or _png(page) or ("", "")
        if address and len(address) <= PICTURE_BYTES:
            alt = _ALT.search(text)
            return address, html.unescape(alt.group(1) or alt.group(2) or "") if alt else ""
    return "", ""


def _svg(page: str) -> tuple[str, str] | None:
    """The first inline SVG and its address."""
    start = _SVG.search(page)
    end = page.find("</svg>", start.end()) if start else -1
    if start is None or end < 0:
        return None
    text = page[start.start() : end + len("</svg>")]
    if "xmlns=" not in text:
        text = text.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return text, "data:image/svg+xml;base64," + base64.b64encode(
        text.encode("utf-8", "replace")
    ).decode()


def _png(page: str) -> tuple[str, str] | None:
    """The first image that brings its own PNG and its address."""
    for tag in _IMG.findall(page):
        if source := _PNG.search(tag):
            return tag, source.group(1)
    return None


def _errors(cell: NotebookNode) -> list[str]:
    """What stopped one of the student's own cells, in a line each.

    The end of the kernel is said at the top of the page; where a limit was hit, the limit speaks for
    the interrupt that it sent.
    """
    errors = {o.get("ename", "Error"): o for o in cell.outputs if o.output_type == "error"}
    if LIMIT in errors:
        return [_shorten(str(errors[LIMIT].get("evalue", "")), ERROR_LENGTH)]
    lines = []
    for name, output in errors.items():
        text = _ANSI.sub("", str(output.get("evalue", ""))).strip().replace("`", "'")
        if name not in ("KernelDied", NOT_RUN):
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
