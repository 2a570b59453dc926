"""Report, marks and pages say what is in the gradebook now; no page shows a hidden test or runs a student's HTML."""

import base64
import csv
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbformat.notebooknode import NotebookNode

from autograder.exercises.agreed import GRADE_MIME
from autograder.exercises.misconceptions import misconceptions
from autograder.grading.contract.results import ExerciseResult, Outcome, Row
from autograder.grading.course import Course, CourseError
from autograder.grading.pages import export, feedback, report
from autograder.grading.pages.effort import EffortLine, effort_lines
from autograder.grading.pages.pictures import HTML_LENGTH, picture
from autograder.grading.runner import GradeOptions, grade_assignment
from autograder.grading.score.current_rows import current_rows, rows_with_notebooks
from tests.grading import small_course
from tests.grading.small_course import RIGHT, answered, cell, submit

WRONG = RIGHT | {"squares": "def squares(n):\n    return [i * i for i in range(n)]"}


@pytest.fixture
def graded(course: Course, in_process: list[str]) -> Course:
    with course.gradebook() as gradebook:
        gradebook.add_student("ann", first_name="Ann", last_name="Ahlberg", email="ann@example.org")
        gradebook.add_student("=cmd", first_name="=1+1")
        gradebook.add_student("absent")
    submit(course.root, "ann", answered(course.root, RIGHT))
    submit(course.root, "bob", answered(course.root, WRONG))
    submit(course.root, "=cmd", answered(course.root, {}))
    submit(course.root, "cut", b'{"cells"')
    grade_assignment(GradeOptions(course.root, "small", allow_level="none"))
    return course


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def page(course: Course, student: str) -> str:
    return (course.folder("feedback", student, "small") / "small.html").read_text("utf-8")


def give_points(course: Course, student: str, points: float, comment: str) -> None:
    with course.gradebook() as gradebook:
        essay = gradebook.find_grade("essay", "small", "small", student)
        essay.manual_score, essay.needs_manual_grade = points, False
        gradebook.find_comment("essay", "small", "small", student).manual_comment = comment
        gradebook.db.commit()


def test_everyone_is_in_the_marks(graded: Course) -> None:
    lines = {line["student"]: line for line in read_csv(export.write_csv(graded, "small"))}
    assert set(lines) == {"ann", "bob", "'=cmd", "cut", "absent"}
    assert lines["ann"]["score"] == "5"
    assert lines["ann"]["test_squares"] == "3"
    assert lines["bob"]["outcome"] == "failed"
    assert "breaks off" in lines["cut"]["reason"]
    assert lines["absent"]["outcome"] == "missing"
    assert lines["'=cmd"]["first_name"] == "'=1+1"


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("-1+1", "'-1+1"),
        ("-1.5", "-1.5"),
        (" =1", "' =1"),
        ("\uff1d1", "'\uff1d1"),
        ("t1: x;=1", "t1: x;'=1"),
        ("t1: x\n@a", "t1: x\n'@a"),
        ("t1: x\t+1", "t1: x\t'+1"),
        ("t1: a = b; c", "t1: a = b; c"),
        ("t1: \x1b[2J\0\x9b", "t1: \ufffd[2J\ufffd\ufffd"),
    ],
)
def test_no_text_is_a_formula_whatever_a_spreadsheet_takes_for_a_new_cell(
    text: str, cell: str
) -> None:
    rows = {"ann": Row("ann", 0.0, 1.0, Outcome.FAILED, text, text)}
    _, line = export._plain(1.0, {}, {}, rows)
    assert line[11:13] == [cell, cell]


def test_points_given_by_hand_reach_marks_report_and_page(graded: Course) -> None:
    assert "2 more points wait" in page(graded, "ann")
    give_points(graded, "ann", 1.5, "Name the outlier.")
    lines = {line["student"]: line for line in read_csv(export.write_csv(graded, "small"))}
    assert (lines["ann"]["score"], lines["ann"]["essay"]) == ("6.5", "1.5")
    report.write(graded, "small")
    text = page(graded, "ann")
    assert "Name the outlier." in text
    assert "graded by hand" in text
    assert "more points wait" not in text


def test_the_report_links_every_page_and_names_everyone(graded: Course) -> None:
    path = report.write(graded, "small")
    text = path.read_text("utf-8")
    links = re.findall(r'href="([^"#]+)"', text)
    assert len(links) == 4
    assert all((path.parent / link.replace("%3D", "=")).is_file() for link in links)
    for student in ("ann", "bob", "=cmd", "cut", "absent"):
        assert f">{student}<" in text


def test_who_has_left_the_course_is_in_no_list(graded: Course) -> None:
    before = [row.student for row in current_rows(graded, "small")]
    with graded.gradebook() as gradebook:
        for student in ("bob", "absent"):
            gradebook.remove_student(student)
    shutil.rmtree(graded.folder("submitted", "bob", "small"))
    after = [row.student for row in current_rows(graded, "small")]
    assert after == [student for student in before if student not in ("bob", "absent")]
    assert "bob" not in report.write(graded, "small").read_text("utf-8")


def test_nothing_graded_is_one_sentence(course: Course) -> None:
    with pytest.raises(CourseError, match="autograder grade small"):
        report.write(course, "small")


def test_no_page_shows_a_hidden_test_or_the_mark_scheme(graded: Course) -> None:
    for path in graded.root.joinpath("feedback").rglob("*.html"):
        text = path.read_text("utf-8")
        assert "hidden expectation" not in text
        assert "[1, 4, 9]" not in text
        assert "MARK SCHEME" not in text


def test_a_page_shows_the_picture_and_runs_nothing(graded: Course) -> None:
    path = graded.folder("autograded", "bob", "small") / "small.ipynb"
    notebook = nbformat.read(path, as_version=4)
    cell = next(
        c
        for c in notebook.cells
        if c.metadata.get("nbgrader", {}).get("grade_id") == "test_squares"
    )
    html = '<script>alert(1)</script><svg role="img" aria-label="samples by steps"><script>alert(2)</script></svg>'
    grade = {
        "exercise": "small.squares",
        "outcome": "failed",
        "message": "<b>x</b> never used `8`",
        "checks": [],
    }
    data = {"text/plain": "1.0", "text/html": html, GRADE_MIME: grade}
    cell.outputs = [nbformat.v4.new_output("execute_result", data)]
    path.chmod(0o644)
    nbformat.write(notebook, path)
    everyone = rows_with_notebooks(graded, "small")
    feedback.write(graded, "small", *next(both for both in everyone if both[0].student == "bob"))
    text = page(graded, "bob")
    assert "<script" not in text
    assert "&lt;b&gt;x&lt;/b&gt; never used <code>8</code>" in text
    picture = re.search(r'src="data:image/svg\+xml;base64,([^"]+)" alt="samples by steps"', text)
    assert picture
    assert b"<svg" in base64.b64decode(picture.group(1))


def graded_cell(html: str) -> NotebookNode:
    made = nbformat.v4.new_code_cell("check(f)")
    data = {"text/plain": "1.0", "text/html": html, GRADE_MIME: {}}
    made.outputs = [nbformat.v4.new_output("execute_result", data)]
    return made


@pytest.mark.parametrize(
    "html",
    [
        "<svg " * 70_000,
        "<img src=" * 40_000,
        '<img src="data:image/png;base64,' * 10_000,
        f"<svg>{'<title ' * 55_000}</svg>",
        "<svg>\ud800</svg>",
    ],
)
def test_html_of_any_shape_is_read_at_once(html: str) -> None:
    assert picture(graded_cell(html))[1] == ""


def test_html_that_is_too_long_is_not_read() -> None:
    html = "<svg></svg>" + " " * HTML_LENGTH
    assert picture(graded_cell(html)) == ("", "")


def test_a_picture_keeps_its_text() -> None:
    svg = '<p><svg aria-label="2 &lt; 3"><g/></svg></p>'
    address, alt = picture(graded_cell(svg))
    assert base64.b64decode(address.partition(",")[2]).endswith(b"<g/></svg>")
    assert alt == "2 < 3"
    png = '<svg><img src="a.png"><img alt="R&amp;D" src="data:image/png;base64,AAAA">'
    assert picture(graded_cell(png)) == ("data:image/png;base64,AAAA", "R&D")


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("## Squares", "Squares"),
        ("text\n### *The* `mean` (2 points) ##  ", "The mean"),
        ("# C" + " " * 1_000_000 + "b", "C"),
        ("# (1" + " points(1" * 100_000, "(1" + " points(1" * 22),
    ],
)
def test_a_heading_of_any_length_is_a_title(heading: str, title: str) -> None:
    found = feedback._HEADING.search(heading)
    assert found
    assert feedback._title(found.group(1)) == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Draw.\n### BEGIN MARK SCHEME\n# Secret\n### END MARK SCHEME", "drawing"),
        ("### BEGIN MARK SCHEME\n- 1: a\n### END MARK SCHEME\n## A *drawing*", "A drawing"),
        ("## Draw (1 point)\n### BEGIN MARK SCHEME\n" + "x\n" * 100_000, "Draw"),
        ("Draw.", "drawing"),
    ],
)
def test_a_task_has_its_own_heading_and_none_of_its_mark_scheme(text: str, title: str) -> None:
    own = cell("markdown", "# What a student calls it", "essay", 1, solution=True)
    task = cell("markdown", text, "drawing", task=True, locked=True)
    task.metadata.nbgrader.points = 1
    notebook = nbformat.v4.new_notebook(cells=[cell("markdown", "## A question"), own, task])
    sections = feedback._sections(notebook, "small", {}, {})
    assert [section.title for section in sections] == ["A question", title]


def test_a_report_without_a_graded_notebook_is_written(
    course: Course, in_process: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    submit(course.root, "cut", b'{"cells"')
    grade_assignment(GradeOptions(course.root, "small", allow_level="none"))
    cut = replace(CLASS[1], student="cut")
    monkeypatch.setattr(feedback, "rows_with_notebooks", lambda *_: iter([(cut, {})]))
    assert "count-floor" in report.write(course, "small").read_text("utf-8")


def test_pages_stay_small_whatever_was_written(course: Course, in_process: list[str]) -> None:
    long = RIGHT | {
        "squares": f"x = {'1' * 2_000_000}\n{RIGHT['squares']}",
        "essay": "word " * 400_000,
    }
    notebook = answered(course.root, long)
    stopping = [nbformat.v4.new_code_cell(f"raise ValueError('{i}' * 400)") for i in range(900)]
    notebook.cells[2:2] = stopping
    submit(course.root, "ann", notebook)
    grade_assignment(GradeOptions(course.root, "small", allow_level="none"))
    assert len(page(course, "ann")) < 100_000
    assert " more cells stopped." in page(course, "ann")


def result(exercise: str, points: float, misconception: str | None = None) -> ExerciseResult:
    outcome = Outcome.PASSED if points == 2 else Outcome.FAILED
    return ExerciseResult(
        "small", exercise, exercise, points, 2.0, outcome, misconception, "You said so."
    )


def row(student: str, *results: ExerciseResult) -> Row:
    return Row(student, sum(r.points for r in results), 4.0, Outcome.FAILED, exercises=results)


CLASS = [
    row("a", result("one", 2), result("two", 2)),
    row("b", result("one", 0, "count-floor"), result("two", 1, "count-floor")),
    row("c", result("one", 0, "count-floor"), result("two", 0, "of-our-own")),
    row("d", result("one", 2), result("two", 1)),
]


def test_misconceptions_are_counted_by_students() -> None:
    first, second = report.misunderstandings(CLASS, misconceptions())
    assert (first.id, first.students, first.exercises) == (
        "count-floor",
        ["b", "c"],
        ["one", "two"],
    )
    assert first.known is not None
    assert first.known.belief
    assert first.known.lesson == 1
    assert (second.id, second.known) == ("of-our-own", None)


def test_items_have_difficulty_and_discrimination() -> None:
    one, two = report.items(CLASS)
    assert one.difficulty == pytest.approx(0.5)
    assert two.difficulty == pytest.approx(0.5)
    assert one.discrimination == pytest.approx(0.7071, abs=1e-4)
    assert report.items(CLASS[:2])[0].discrimination is None


def test_time_and_attempts_are_those_that_students_shared(course: Course) -> None:
    """Two shared; one file is damaged, one claims what cannot be, one is too large."""
    shared = {
        "ann": {
            "exercises": [{"exercise": "ps1.account", "attempts": 4, "hints": 1, "minutes": 12}]
        },
        "bob": {
            "exercises": [{"exercise": "ps1.account", "attempts": 2, "hints": 0, "minutes": 6.0}]
        },
        "cid": {
            "exercises": [{"exercise": "ps1.account", "attempts": 1e999, "hints": 0, "minutes": 1}]
        },
        "dan": {
            "exercises": [{"exercise": "ps1.account", "attempts": 0, "hints": 0, "minutes": 0}]
        },
        "eve": "[" * 100_000,
        "fay": " " * 300_000,
        "gil": {"exercises": 3},
        "hal": [],
        "ian": '{"exercises": [{"exercise": "ps1.account", "attempts": 1'
        + "0" * 400
        + ', "hints": 0, "minutes": 0}]}',
        "jon": {
            "exercises": [{"exercise": "<b>mine</b>", "attempts": 1, "hints": 0, "minutes": 1}]
        },
    }
    for student, content in shared.items():
        path = course.folder("submitted", student, "small") / "progress.json"
        path.parent.mkdir(parents=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content))
    assert effort_lines(course, "small", [*shared, "nobody"], {"ps1.account"}) == [
        EffortLine("ps1.account", 2, 3, 0.5, 9)
    ]


def test_cells_of_two_notebooks_may_have_the_same_name(
    tmp_path: Path, in_process: list[str]
) -> None:
    root = small_course.make(tmp_path)
    nbformat.write(small_course.source_notebook(), root / "source/small/other.ipynb")
    course = Course(root)
    course.release("small")
    submit(root, "ann", answered(root, RIGHT))
    submit(
        root, "ann", answered(root, RIGHT | {"mean": "def mean(v): return 0"}), file="other.ipynb"
    )
    options = GradeOptions(root, "small", allow_level="none")
    grade_assignment(options)
    (line,) = read_csv(export.write_csv(course, "small"))
    cells = ["other/test_mean", "small/test_mean", "other/test_squares", "small/test_squares"]
    assert [line[cell] for cell in cells] == ["0", "2", "3", "3"]
    essays = {"other/essay", "small/essay"}
    assert {item.name for item in report.items(current_rows(course, "small"))} == {*cells, *essays}
    assert grade_assignment(options).graded_now == 0
