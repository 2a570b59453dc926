"""What single platforms do besides: test students, languages, a whole course in one download."""

import csv
import io
import zipfile
from pathlib import Path

import pytest

from autograder.grading.course import CourseError
from autograder.platforms import feedback
from autograder.platforms.roster import Roster
from autograder.platforms.student import Student
from tests.platforms.taking import take
from tests.platforms.test_traps import grade, names

CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,small (5)\n"
    '"Doe, Jane",1042,1234567,jdoe,A,\n"Student, Test",9911,,4a8d52f0c1,A,\n'
)


def test_canvas_s_test_student_is_nobody(course, zipped, right, tmp_path: Path):
    roster = tmp_path / "gradebook.csv"
    roster.write_text(CANVAS)
    files = {"doejane_1042_88_small.ipynb": right, "studenttest_9911_89_small.ipynb": right}
    found = take(course, zipped(files), roster=roster)
    assert (set(found.placed), found.unplaced, found.nothing_from) == ({"jdoe"}, [], [])
    assert any("as nobody's: studenttest (9911)" in note for note in found.notes)
    assert set(Roster(course).students) == {"jdoe"}


def test_without_a_class_list_the_test_student_is_nobody_too(course, zipped, right):
    files = {"doejane_1042_88_small.ipynb": right, "studenttest_9911_89_small.ipynb": right}
    assert set(take(course, zipped(files)).placed) == {"doejane"}


def test_a_student_of_that_name_is_one(course, roster, zipped, right):
    roster.students["tstudent"] = Student("tstudent", "Test", "Student", ids=["9911"])
    roster.save()
    found = take(course, zipped({"studenttest_9911_89_small.ipynb": right}))
    assert set(found.placed) == {"tstudent"}


def test_somebody_who_is_said_to_be_nobody_stays_so(course, roster, zipped, right):
    path = zipped({"class/jdoe/small.ipynb": right, "class/teacher/small.ipynb": right})
    assert len(take(course, path).unplaced) == 1
    for who in ((("teacher", ""),), ()):
        found = take(course, path, who=who)
        assert (found.unplaced, set(found.placed)) == ([], {"jdoe"})
        assert any("nobody's: teacher" in note for note in found.notes)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"who": (("jdo", "mlee"),)}, "nobody in the download is called jdo. Is it jdoe?"),
        ({"who": (("teacher", "jode"),)}, "no student of the course is called jode"),
        ({"take": ("class/jdoe/smal.ipynb",)}, "no such file. Is it class/jdoe/small.ipynb?"),
    ],
)
def test_what_names_nobody_and_no_file_is_refused(more, message, course, roster, zipped, right):
    path = zipped({"class/jdoe/small.ipynb": right, "class/teacher/small.ipynb": right})
    with pytest.raises(CourseError, match=message):
        take(course, path, **more)
    assert not course.folder("submitted", "jdoe", "small").exists()


def test_a_packed_file_is_chosen_by_the_name_that_is_said(course, roster, zipped, right):
    inside = io.BytesIO()
    with zipfile.ZipFile(inside, "w") as archive:
        archive.writestr("small.ipynb", right)
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("small.ipynb", b"{}")
    path = zipped(
        {
            "class/jdoe/a.zip": inside.getvalue(),
            "class/jdoe/b.zip": other.getvalue(),
            "class/mlee/small.ipynb": right,
        }
    )
    ((_, reason),) = take(course, path).unplaced
    assert "class/jdoe/a.zip" in reason
    assert take(course, path, take=("class/jdoe/a.zip",)).placed["jdoe"] == "new"
    (file,) = course.folder("submitted", "jdoe", "small").rglob("*.ipynb")
    assert file.read_bytes() == right


def sakai(work: str, comments: str, right: bytes) -> dict[str, bytes | str]:
    """A download as Sakai makes it: both folders by themselves, and earlier feedback."""
    one, two = "PS 1/Doe, Jane(jdoe)", "PS 1/Lee, Mary-Ann(mlee)"
    return {
        f"{one}/timestamp.txt": "2026-03-05T22:59:41Z",
        f"{one}/{work}/": "",
        f"{one}/{work}/small.ipynb": right,
        f"{one}/comments.txt": "",
        f"{one}/{comments}/": "",
        f"{one}/{comments}/small.ipynb": b"{}",
        f"{two}/{work}/": "",
        f"{two}/{work}/small.ipynb": right,
        f"{two}/{comments}/": "",
    }


@pytest.mark.parametrize(
    ("work", "comments"),
    [
        ("Submission attachment(s)", "Feedback Attachment(s)"),
        ("Anhänge der Einreichung", "Anhänge der Rückmeldung"),
    ],
)
def test_sakai_in_any_language(work, comments, course, roster, in_process, zipped, right):
    found = take(course, zipped(sakai(work, comments, right)))
    assert (set(found.placed), found.unplaced) == ({"jdoe", "mlee"}, [])
    assert [
        p.read_bytes() for p in course.folder("submitted", "jdoe", "small").glob("*.ipynb")
    ] == [right]
    grade(course)
    packed = feedback.pack(course, "small")
    assert f"PS 1/Doe, Jane(jdoe)/{comments}/small.html" in names(packed.path)
    assert not any("English" in note for note in packed.notes)


def test_where_sakai_s_word_is_not_known_it_is_said(course, roster, in_process, zipped, right):
    take(course, zipped({"PS 1/Doe, Jane(jdoe)/Anhänge/small.ipynb": right}))
    grade(course)
    assert any("from an English Sakai" in note for note in feedback.pack(course, "small").notes)


HEAD = [
    "course_id",
    "block_id",
    "student_id",
    "key",
    "name",
    "type",
    "description",
    "size",
    "file_path",
    "file_found",
]
UNIT, LONG = "[1]Week [1] - begin, [2]Lab, [1]Unit", "small" + "-long" * 20


def open_edx(files: list[tuple[str, str, str, bytes | None]]) -> dict[str, bytes | str]:
    """A course's download: of unit and number, student, name and content; what has none was not found."""
    text = io.StringIO()
    lines = csv.DictWriter(text, HEAD)
    lines.writeheader()
    made: dict[str, bytes | str] = {}
    for place, student, name, content in files:
        stem, _, ending = name.rpartition(".")
        member = f"{place} - {student} - {stem[:60]}.{ending}"
        lines.writerow(
            dict.fromkeys(HEAD, "x")
            | {
                "student_id": f"{student}0",
                "name": name,
                "file_path": member,
                "file_found": content is not None,
            }
        )
        if content is not None:
            made[member] = content
    return made | {"submissions.csv": text.getvalue()}


def test_of_open_edx_s_whole_course_the_assignment_is_taken(course, roster, zipped, right):
    first, second = f"{UNIT}/[1]", f"{UNIT}/[2]"
    found = take(
        course,
        zipped(
            open_edx(
                [
                    (first, "jdoe", "small.ipynb", right),
                    (first, "jdoe", "prompt_0.txt", b"my answer"),
                    (first, "mlee", "mine.ipynb", right),
                    (first, "jmueller", "small.ipynb", None),
                    (second, "jdoe", "next.ipynb", b"{}"),
                    (second, "zoneil", "next.ipynb", b"{}"),
                    ("Removed from course/[x]", "zoneil", "old.ipynb", b"{}"),
                ]
            )
        ),
    )
    assert (found.platform, found.placed) == ("openedx", {"jdoe": "new", "mlee": "new"})
    names = {p.name for p in course.folder("submitted", "jdoe", "small").iterdir()}
    assert names == {"small.ipynb", "prompt_0.txt"}
    assert any(first in note for note in found.notes)
    assert [reason for _, reason in found.unplaced] == ["Open edX did not find the file."]


def test_open_edx_s_list_has_the_whole_name(course, roster, zipped, right):
    take(course, zipped(open_edx([(f"{UNIT}/[1]", "jdoe", f"{LONG}.ipynb", right)])))
    (file,) = course.folder("submitted", "jdoe", "small").glob("*.ipynb")
    assert file.name == f"{LONG}.ipynb"


def test_openolat_without_a_class_list_loses_nobody_and_says_what_is_missing(course, zipped, right):
    """Two logins with an underscore, of which the folders leave the same last letters."""
    top = "ita_PS_2026-03-05_10-00-00"
    people = ("Doe_Jane_j_s", "Lee_Mary_m_s", "Star_Al_a_s")
    path = zipped({f"{top}/{who}/2_submissions/small.ipynb": right for who in people})
    for state in ("new", "the same"):
        found = take(course, path)
        assert (list(found.placed.values()), found.unplaced) == ([state] * 3, [])
    assert any("read a class list first" in note for note in found.notes)
