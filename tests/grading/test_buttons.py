"""Formgrader's button and `autograder grade` give the same submissions the same points: one place decides."""

import copy
import shutil
from types import SimpleNamespace

import nbformat
import pytest
from nbgrader.apps.api import NbGraderAPI
from nbgrader.server_extensions.formgrader.formgrader import FormgradeExtension

from autograder.grading.course import Course, deadlines
from autograder.grading.runner import GradeOptions, grade_assignment
from tests.grading import small_course
from tests.grading.small_course import RIGHT, answered, submit

DEADLINE = """
timezone = "Europe/Berlin"

[late]
per_day = 20

[small]
due = 2026-07-05 12:00:00

[small.extensions]
ext = "3 days"
"""
# By student: the text of timestamp.txt, and how many days late that is.
TIMES = {
    "summer": ("2026-07-05 11:59:00 CEST", 0),  # nbgrader takes it for UTC, two hours later
    "seconds": ("2026-07-05 12:00:01 CEST", 1),
    "pacific": ("2026-07-05 02:59:00 PDT", 0),
    "morning": ("2026-07-05 04:00:00 PDT", 1),  # nine hours before it in UTC, as nbgrader reads it
    "offset": ("2026-07-05T11:30:00+0200", 0),
    "half": ("2026-07-05 09:30:00 AM UTC", 0),
    "ext": ("2026-07-07 12:00:00 UTC", 0),
    "odd": ("the day before", 0),
    "doubt": ("2026-07-06 01:00:00 IST", 0),
    "none": ("", 0),
    "days": ("2026-07-08 00:00:00 UTC", 3),
}


@pytest.fixture(scope="module")
def courses(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, Course]:
    """The same course twice, released and handed in."""
    root = small_course.make(tmp_path_factory.mktemp("courses") / "ours")
    small_course.configure(root, '\nc.Execute.allow_level = "none"\n')
    (root / deadlines.FILE).write_text(DEADLINE)
    Course(root).release("small")
    for student, (text, _) in TIMES.items():
        path = submit(root, student, answered(root, RIGHT))
        (path.parent / "timestamp.txt").write_text(text)
    moved = answered(root, RIGHT)
    moved.cells.insert(0, moved.cells.pop(5))
    copied = copy.deepcopy(moved.cells[0])
    copied.id = "another"
    submit(root, "moved", nbformat.from_dict(moved | {"cells": [*moved.cells, copied]}))
    submit(
        root,
        "stderr",
        answered(root, RIGHT | {"mean": "import warnings\nwarnings.warn('x')\n" + RIGHT["mean"]}),
    )
    submit(root, "renamed", answered(root, RIGHT), file="Small - Copy (2).ipynb")
    submit(root, "below", answered(root, RIGHT), file="work/small.ipynb")
    submit(root, "utf-16", nbformat.writes(answered(root, RIGHT)).encode("utf-16"))
    submit(root, "wrong", answered(root, {"mean": "def mean(v):\n    return 2"}))
    submit(root, "exit", answered(root, RIGHT | {"mean": "import os\nos._exit(0)"}))
    theirs = root.with_name("theirs")
    shutil.copytree(root, theirs)
    return Course(root), Course(theirs)


def scores(course: Course) -> dict[str, tuple[float, float]]:
    """Points, and how many seconds late, by student."""
    with course.gradebook() as gradebook:
        found = gradebook.assignment_submissions("small")
        return {
            s.student.id: (s.score - s.late_submission_penalty, s.total_seconds_late) for s in found
        }


def pages(course: Course, student: str) -> dict[str, str]:
    """What lies in the folder of a student's feedback, but for the secret, which is each course's own."""
    folder = course.folder("feedback", student, "small")
    return {
        path.name: path.read_text()
        for path in folder.iterdir()
        if path.name != "submission_secret.txt"
    }


@pytest.mark.hostile
@pytest.mark.filterwarnings("ignore:Object of type:Warning")  # nbgrader's own sessions, where stock
def test_the_button_gives_what_the_command_gives(
    courses: tuple[Course, Course], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = courses
    rows = grade_assignment(GradeOptions(ours.root, "small", allow_level="none")).rows
    monkeypatch.chdir(theirs.root)
    extension = FormgradeExtension()
    extension.root_dir = str(theirs.root)
    extension.initialize([])
    webapp = SimpleNamespace(settings={})
    extension.init_tornado_settings(webapp)
    directory = webapp.settings["nbgrader_formgrader"].coursedir
    directory.parent.load_config_file()
    for row in rows:
        for button in ("autograde", "generate_feedback"):
            api = NbGraderAPI(directory, parent=directory.parent)
            done = getattr(api, button)("small", row.student)
            assert done["success"], done
    found = scores(ours)
    assert scores(theirs) == found
    for student, (_, days) in TIMES.items():
        assert found[student][0] == pytest.approx(5 * (1 - 0.2 * days)), student
        assert (found[student][1] > 0) is (days > 0), student
    assert found["wrong"][0] == 2
    assert [found[student][0] for student in ("renamed", "below", "utf-16")] == [5, 5, 5]
    for row in rows:
        assert pages(theirs, row.student) == pages(ours, row.student), row.student
