"""Namesakes, signs in names, folders of one's own: what leads a mark or a page to somebody else, or nowhere."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.cli import main
from autograder.grading.course import Course, CourseError
from autograder.grading.pages import export
from autograder.grading.runner import GradeOptions, grade_assignment
from autograder.platforms import feedback, write
from autograder.platforms.roster import Roster, participants
from autograder.platforms.student import Student
from tests.grading.small_course import configure
from tests.platforms.taking import stamp, take

MOODLE = "{}_{}_assignsubmission_file_/small.ipynb"
SHEET = "Identifier,Full name,Email address,Grade,Maximum Grade\n"


def grade(course: Course) -> None:
    grade_assignment(GradeOptions(course.root, "small", allow_level="none"))


def names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return sorted(archive.namelist())


@pytest.fixture
def namesake(course: Course, roster: Roster) -> Roster:
    roster.students["jane2"] = Student("jane2", "Jane", "Doe", "other@uni.example")
    roster.save()
    return roster


def test_an_answer_about_a_name_is_none_about_its_namesake(course, namesake, zipped, right):
    path = zipped({MOODLE.format("Jane Doe", 1): right})
    assert '--who "Jane Doe (1)=STUDENT"' in take(course, path).unplaced[0][1]
    assert take(course, path, who=(("Jane Doe", "jdoe"),)).placed == {"jdoe": "new"}
    assert take(course, path).placed == {"jdoe": "the same"}
    other = zipped({MOODLE.format("Jane Doe", 9): right}, "next.zip")
    assert "Several students fit: jane2, jdoe." in take(course, other).unplaced[0][1]


def test_the_worksheet_s_number_tells_namesakes_apart(course, namesake, zipped, right, tmp_path):
    take(course, zipped({MOODLE.format("Jane Doe", 1): right}), who=(("Jane Doe", "jdoe"),))
    sheet = tmp_path / "worksheet.csv"
    sheet.write_text(f"{SHEET}Participant 9,Jane Doe,other@uni.example,,7\n")
    other = zipped({MOODLE.format("Jane Doe", 9): right}, "next.zip")
    assert take(course, other, roster=sheet).placed == {"jane2": "new"}


def test_a_name_with_nothing_beside_it_is_asked_for_each_time(course, namesake, zipped, right):
    day = "1-2 - Jane Doe - Mar {}, 2026 100 PM/small.ipynb"
    who = (("Jane Doe", "jdoe"),)
    path = zipped({day.format(5): right})
    ((_, reason),) = take(course, path).unplaced
    assert reason.endswith('--who "Jane Doe=STUDENT".')
    assert take(course, path, who=who).placed == {"jdoe": "new"}
    assert take(course, zipped({day.format(6): right}, "next.zip")).placed == {}


def test_a_stranger_s_line_gets_no_namesake_s_mark(
    course, roster, in_process, zipped, right, tmp_path
):
    take(course, zipped({"jdoe/small.ipynb": right, "mlee/small.ipynb": right}))
    grade(course)
    sheet = tmp_path / "worksheet.csv"
    sheet.write_text(
        f"{SHEET}Participant 1,Jane Doe,jane@uni.example,,7\n"
        "Participant 2,Jane Doe,stranger@uni.example,,7\nParticipant 3,Mary-Ann Lee,lee@home.example,,7\n"
    )
    written = write.marks_for(course, "small", "moodle", template=sheet, unread=True)
    filled = list(csv.DictReader(io.StringIO(written.path.read_text())))
    assert [line["Grade"] for line in filled] == ["5", "", "5"]
    assert participants(course, sheet) == {"jdoe": "1", "mlee": "3"}
    sheet.write_text(f"{SHEET}Participant 2,Jane Doe,stranger@uni.example,,7\n")
    written = write.marks_for(course, "small", "moodle", template=sheet, unread=True)
    assert any(
        "by their name alone" in warning and "jdoe" in warning for warning in written.warnings
    )


def test_what_moodle_would_skip_is_said(course, roster, in_process, zipped, right, tmp_path):
    take(course, zipped({"jdoe/small.ipynb": right}))
    grade(course)
    sheet = tmp_path / "worksheet.csv"
    head = "Identifier,Email address,Grade,Scale,Grade can be changed\n"
    sheet.write_text(f"{head}Participant 1,jane@uni.example,,Default scale,No\n")
    said = write.marks_for(course, "small", "moodle", template=sheet, unread=True).warnings
    assert any("grades that are locked: jdoe" in warning for warning in said)
    assert any("a scale of words" in warning for warning in said)


def test_a_file_that_cannot_be_read_is_no_unsaid_nought(course, roster, in_process, zipped, right):
    take(course, zipped({"jdoe/small.ipynb": right[:99], "mlee/small.ipynb": right}))
    grade(course)
    said = write.marks_for(course, "small", "sakai", unread=True).warnings
    assert "No points for what could not be read: 1 (jdoe)." in said


BLACKBOARD = (
    "Last Name,First Name,Username,Total [Total Pts: 9 Score] |1,{} [Total Pts: 7 Score] |2\n"
)


def test_blackboard_s_other_columns_are_not_set_back(
    course, roster, in_process, zipped, right, tmp_path
):
    take(course, zipped({"jdoe/small.ipynb": right, "mlee/small.ipynb": right}))
    grade(course)
    file = tmp_path / "gc.csv"
    file.write_text(BLACKBOARD.format("small") + "Doe,Jane,jdoe,3,4\nLee,Mary,mlee\n")
    written = write.marks_for(course, "small", "blackboard", template=file, unread=True)
    assert written.path.read_text().splitlines() == [
        "Last Name,First Name,Username,small [Total Pts: 7 Score] |2",
        "Doe,Jane,jdoe,5",
        "Lee,Mary,mlee,5",
    ]
    assert "Marks that are there already would change: jdoe (4 → 5)." in written.warnings
    file.write_text(BLACKBOARD.format("small2") + "Doe,Jane,jdoe,3,4\n")
    with pytest.raises(CourseError, match="has 2 columns of grades that could be 'small'"):
        write.marks_for(course, "small", "blackboard", template=file, unread=True)


@pytest.mark.parametrize(
    ("member", "expected"),
    [
        (MOODLE.format("A_B Star", 184), "A B Star_184_assignsubmission_file_/small-feedback.html"),
        ("ita_PS/Star_Al_maxmuster/2_submissions/small.ipynb", "max.muster/small.html"),
        (
            "PS - Mar 6, 2026 100 PM/1-2 - Al Star - Sep 24, 2026 926 PM/small.ipynb",
            "1-2 - Al Star - Sep 24, 2026 926 PM/small.html",
        ),
        ("Star, Al - 1234567/small.ipynb", "Star, Al - 1234567/small.html"),
        (
            "mine/PS 1/Star, Al(max.muster)/Submission attachment(s)/small.ipynb",
            "PS 1/Star, Al(max.muster)/Feedback Attachment(s)/small.html",
        ),
    ],
)
def test_a_page_finds_its_way_back(member, expected, course, in_process, zipped, right):
    known = Roster(course)
    known.students["max.muster"] = Student("max.muster", "Al", "Star", number="1234567")
    known.save()
    who = (("A_B Star", "max.muster"),) if member.startswith("A_B") else ()
    take(course, zipped({member: right}), who=who)
    grade(course)
    assert names(feedback.pack(course, "small").path) == [expected]


def test_a_text_has_no_attachment_that_a_page_could_follow(
    course, roster, in_process, zipped, right
):
    take(course, zipped({"doejane_1042_text.html": "x", "leemaryann_7_88_small.ipynb": right}))
    grade(course)
    packed = feedback.pack(course, "small")
    assert (packed.students, list(packed.left_out)) == (["mlee"], ["jdoe"])


def test_sakai_s_time_is_found_below_a_folder_of_one_s_own(course, roster, zipped, right):
    folder = "mine/PS 1/Doe, Jane(jdoe)"
    files = {
        f"{folder}/Submission attachment(s)/small.ipynb": right,
        f"{folder}/timestamp.txt": "2026-03-05T22:59:41Z",
    }
    assert take(course, zipped(files)).notes == []
    assert stamp(course, "jdoe") == "2026-03-05 22:59:41.000000 UTC"


def test_a_last_name_before_a_comma_is_the_last_name(course, zipped, right):
    take(course, zipped({"PS/Doe, Jane(jdoe)/Submission attachment(s)/small.ipynb": right}))
    student = Roster(course).students["jdoe"]
    assert (student.first, student.last) == ("Jane", "Doe")


def test_moodle_s_online_text_is_said(course, roster, zipped, right):
    text = "Jane Doe_1_assignsubmission_onlinetext/onlinetext.html"
    found = take(course, zipped({text: "x", MOODLE.format("Mary-Ann Lee", 2): right}))
    assert "No notebook from Jane Doe (1): onlinetext.html." in found.notes


def test_ilias_s_late_file_is_not_passed_over(course, roster, zipped, right):
    folder = "PS/Submissions/Doe_Jane_jdoe_4711"
    late = f"{folder}/Late Submission - small (2).ipynb"
    path = zipped({f"{folder}/small.ipynb": b"{}", late: right})
    assert "nothing says which is the last" in take(course, path).unplaced[0][1]
    assert take(course, path, take=(late,)).placed == {"jdoe": "new"}


def test_canvas_s_line_of_hidden_marks_is_nobody(course, tmp_path):
    path = tmp_path / "gradebook.csv"
    path.write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section,small (5)\nManual Posting,,,,,Manual Posting\n"
        '"Doe, Jane",1042,99,jdoe,A,\n'
    )
    known = Roster(course)
    assert known.read(path) == 1


def test_a_time_zone_alone_is_not_passed_over(course):
    def due(*more: str) -> str:
        return (
            CliRunner().invoke(main, ["due", "small", *more, "--course", str(course.root)]).output
        )

    assert "--timezone goes with a time" in due("--timezone", "Europe/Berlin")
    assert "jdoe: 3 days later" in due("3 days", "--student", "jdoe")


def test_who_is_excused_gets_no_nought(course, roster, in_process, zipped, right):
    (course.root / "deadlines.toml").write_text('[small.excused]\nmlee = "ill"\n')
    take(course, zipped({"jdoe/small.ipynb": right}))
    grade(course)
    written = write.marks_for(course, "small", "sakai", unread=True, missing=True)
    assert "mlee" not in written.path.read_text()
    said = "excused, with nothing handed in: 1 (mlee)."
    assert f"Left out, {said}" in written.warnings
    term = write.term(course)
    assert "small is not in the total of who is excused: 1 (mlee)." in term.warnings
    with term.path.open(encoding="utf-8-sig", newline="") as file:
        (mary,) = (line for line in csv.DictReader(file) if line["student"] == "mlee")
    assert (mary["small [7]"], mary["percent"]) == ("", "")  # excused from all that there is


def test_points_before_lateness_time_and_what_waits_have_their_columns(
    course, roster, in_process, zipped, right
):
    (course.root / "deadlines.toml").write_text(
        'timezone = "Europe/Berlin"\n[late]\nper_day = 20\n[small]\ndue = 2026-03-05\n'
    )
    configure(course.root)
    take(course, zipped({"x_jdoe_attempt_2026-03-06-09-00-00_small.ipynb": right}))
    grade(course)
    with export.write_csv(course, "small").open(encoding="utf-8-sig", newline="") as file:
        jane = next(line for line in csv.DictReader(file) if line["student"] == "jdoe")
    kinds = ("score", "raw_score", "late_penalty", "handed_in", "unread")
    assert [jane[kind] for kind in kinds] == ["4", "5", "1", "2026-03-06 09:00 Europe/Berlin", "1"]
    path = write.anonymous(course, "small").path
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert {line["unread"] for line in csv.DictReader(file)} == {"0", "1"}


def test_work_without_a_time_is_not_called_newer(course, roster, zipped, right):
    take(course, zipped({"doejane_1042_88200_small-2.ipynb": right}))
    found = take(course, zipped({"doejane_1042_88123_small.ipynb": b"{}"}, "old.zip"))
    assert found.placed == {"jdoe": "other than what was there"}
    said = "Nothing says that this is later than what was there, which is kept in replaced/: jdoe."
    assert said in found.notes


def test_a_notebook_beside_the_one_that_is_graded_is_said(course, roster, zipped, right):
    files = {f"doejane_1042_{n}_{name}.ipynb": right for n, name in ((1, "small"), (2, "draft"))}
    found = take(course, zipped(files))
    assert "Handed in beside the notebook that is graded: jdoe (draft.ipynb)." in found.notes


def test_a_worksheet_s_time_that_is_not_read_is_said(course, roster, zipped, right, tmp_path):
    sheet = tmp_path / "worksheet.csv"
    sheet.write_text("Tunniste,Nimi,E-mail\n" + "Osallistuja 1,Jane Doe,jane@uni.example\n")
    found = take(course, zipped({MOODLE.format("Jane Doe", 1): right}), roster=sheet)
    assert any("Nor does the worksheet, in a form that is read." in note for note in found.notes)
