"""Marks as each platform's gradebook imports them, and feedback as it takes it back."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.cli import main
from autograder.grading.course import Course, CourseError
from autograder.grading.runner import GradeOptions, grade_assignment
from autograder.platforms import feedback, write
from autograder.platforms.collect import Options, collect
from autograder.platforms.marks import Mark
from autograder.platforms.roster import Roster, participants
from autograder.platforms.student import Student

CLASS = [
    Student(
        "jdoe", "Jane", "Doe", "jane@uni.example", login="jdoe", number="1234567", ids=["1042"]
    ),
    Student("mlee", "Mary-Ann", "Lee", "lee@uni.example", login="mlee", ids=["77"]),
    Student("absent", "Al", "Absent", "al@uni.example"),
]
TEAM = "jane@uni.example lee@uni.example"
WORKSHEET = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Last modified (grade),Feedback comments\n"
    "Participant 184233,Jane Doe,jane@uni.example,Submitted,,10.00,-,Well done\n"
    "Participant 12,Mary-Ann Lee,lee@uni.example,Submitted,3.00,10.00,-,\n"
    "Participant 13,Al Absent,al@uni.example,No submission,,10.00,-,\n"
)


@pytest.fixture
def graded(course: Course, in_process: list[str], zipped, right) -> Course:
    """Two students' work from Moodle, graded; their written answers wait. A third handed nothing in."""
    known = Roster(course)
    known.students |= {student.id: student for student in CLASS}
    known.save()
    path = zipped(
        {
            "Jane Doe_184233_assignsubmission_file_/small.ipynb": right,
            "Mary-Ann Lee_12_assignsubmission_file_/small.ipynb": right,
        }
    )
    collect(course, Options("small", path))
    grade_assignment(GradeOptions(course.root, "small", allow_level="none"))
    return course


@pytest.fixture
def read(graded: Course) -> Course:
    """The same, written answers read: Jane 6.5 of 7, Mary-Ann 5."""
    for student, points in (("jdoe", 1.5), ("mlee", 0.0)):
        with graded.gradebook() as gradebook:
            essay = gradebook.find_grade("essay", "small", "small", student)
            essay.manual_score, essay.needs_manual_grade = points, False
            gradebook.db.commit()
    return graded


def lines(path: Path, separator: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig")), delimiter=separator))


def test_who_waits_for_a_reader_has_no_mark_yet(graded):
    written = write.marks_for(graded, "small", "sakai")
    assert written.marks == 0
    assert "Left out, answers wait to be read: 2 (jdoe, mlee)." in written.warnings
    assert "Left out, handed nothing in: 1 (absent)." in written.warnings
    assert write.marks_for(graded, "small", "sakai", unread=True).marks == 2
    assert write.marks_for(graded, "small", "sakai", unread=True, missing=True).marks == 3


def test_canvas(read):
    written = write.marks_for(read, "small", "canvas", title="small (55)")
    assert lines(written.path) == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "small (55)"],
        ["Doe, Jane", "1042", "1234567", "jdoe", "", "6.5"],
        ["Lee, Mary-Ann", "77", "", "mlee", "", "5"],
    ]
    assert not any("no number" in warning for warning in written.warnings)
    untitled = write.marks_for(read, "small", "canvas").warnings
    assert any("offers to make a new one" in warning for warning in untitled)
    with pytest.raises(CourseError, match="for a total"):
        write.marks_for(read, "small", "canvas", title="Final Grade (1)")


def test_moodle_fills_in_its_own_worksheet_and_touches_nothing_else(read, tmp_path):
    template = tmp_path / "worksheet.csv"
    template.write_text(WORKSHEET)
    written = write.marks_for(read, "small", "moodle", template=template)
    head, jane, mary, absent = lines(written.path)
    assert head == lines(template)[0]
    assert jane[4] == "6.5"
    assert mary[4] == "5"
    assert absent == lines(template)[3]
    assert jane[7] == "Well done"
    assert any("would change: mlee (3.00 → 5)" in warning for warning in written.warnings)
    with pytest.raises(CourseError, match="must be filled in"):
        write.marks_for(read, "small", "moodle")


def test_moodle_in_another_language(read, tmp_path):
    template = tmp_path / "bewertung.csv"
    template.write_text(
        "ID;Vollständiger Name;E-Mail-Adresse;Status;Bewertung;Bestwertung\n"
        "Teilnehmer/in 184233;Jane Doe;jane@uni.example;Abgegeben;;10\n"
    )
    written = write.marks_for(read, "small", "moodle", template=template)
    assert lines(written.path, ";")[1][4] == "6.5"
    assert any("tick 'allow updating" in warning for warning in written.warnings)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Identifier,Grade\n", "has no lines to fill in"),
        ("Name,Grade\nJane,\n", "no column of participant numbers"),
        ("Identifier,Points\nParticipant 5,\n", "has no column for the grade"),
        ("Identifier,Grade\nParticipant 5,,3\n", "refuses the whole file"),
    ],
)
def test_a_worksheet_that_is_none_is_said(text, message, read, tmp_path):
    template = tmp_path / "worksheet.csv"
    template.write_text(text)
    with pytest.raises(CourseError, match=message):
        write.marks_for(read, "small", "moodle", template=template)


def test_sakai_brightspace_and_openolat(read):
    assert lines(write.marks_for(read, "small", "sakai").path) == [
        ["Student ID", "Name", "small [7]"],
        ["jdoe", "Doe, Jane", "6.5"],
        ["mlee", "Lee, Mary-Ann", "5"],
    ]
    assert lines(write.marks_for(read, "small", "brightspace", title="PS 1").path) == [
        ["OrgDefinedId", "Username", "PS 1 Points Grade", "End-of-Line Indicator"],
        ["#1234567", "#jdoe", "6.5", "#"],
        ["", "#mlee", "5", "#"],
    ]
    assert write.marks_for(read, "small", "openolat").path.read_text() == "jdoe\t6.5\nmlee\t5\n"


def test_blackboard_keeps_the_column_s_id(read, tmp_path):
    template = tmp_path / "gc.xls"
    header = "Last Name\tFirst Name\tUsername\tsmall [Total Pts: 7 Score] |123456"
    template.write_text(f"{header}\nDoe\tJane\tjdoe\t\nOther\tOne\tother\t\n", "utf-16")
    written = write.marks_for(read, "small", "blackboard", template=template)
    assert written.path.read_text() == f"{header}\nDoe\tJane\tjdoe\t6.5\n"
    assert "Not in the file, with a mark: 1 (mlee)." in written.warnings
    with pytest.raises(CourseError, match="a new text column of 0 points"):
        write.marks_for(read, "small", "blackboard")


def test_pseudonyms_stay_the_same_and_lead_nowhere(read):
    first = lines(write.anonymous(read, "small").path)
    second = lines(write.anonymous(read, "small", read.root / "again.csv").path)
    assert first == second
    assert len({line[0] for line in first}) == len(first)
    assert "jdoe" not in str(first)
    assert "Jane" not in str(first)


def test_a_term_in_one_table(read):
    head, *rest = lines(write.term(read, weights={"small": 2.0}).path)
    assert head == ["student", "last_name", "first_name", "email", "small [7]", "percent"]
    by_student = {line[0]: line for line in rest}
    assert by_student["jdoe"][4:] == ["6.5", "92.86"]
    assert by_student["absent"][4:] == ["", "0.00"]
    with pytest.raises(CourseError, match="No graded assignment is called ps9"):
        write.term(read, weights={"ps9": 1.0})


def test_a_term_without_names(read):
    head, *rest = lines(write.term(read, pseudonyms=True).path)
    assert head == ["student", "small [7]", "percent"]
    mine = [write.reading.pseudonym(read, "jdoe"), "6.5", "92.86"]
    assert mine in rest
    assert rest == sorted(rest)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--all", "--weight", "small=0"], "give one of them a weight above 0"),
        (["--all", "--weight", "small=nan"], "a weight is 0 or more"),
        (["--all", "--weight", "small=-1"], "a weight is 0 or more"),
        (["--all", "--for", "canvas"], "--all goes with --to, --weight and --anonymous alone"),
        (["small", "--anonymous", "--for", "moodle"], "A platform cannot take pseudonyms in"),
    ],
)
def test_what_cannot_be_exported_is_said(arguments, message, read):
    done = CliRunner().invoke(main, ["export", *arguments, "--course", str(read.root)])
    assert message in " ".join(done.output.split())
    assert done.exit_code == 2


@pytest.mark.parametrize(
    ("score", "text"), [(6.335, "6.34"), (1 / 3, "0.33"), (10.0, "10"), (0.0, "0"), (-0.0, "0")]
)
def test_half_a_hundredth_goes_up(score, text):
    assert Mark(CLASS[0], score, None, {}).text == text


def test_a_team_s_number_gives_nobody_else_its_mark(course, in_process, zipped, right, tmp_path):
    template = tmp_path / "worksheet.csv"
    template.write_text(WORKSHEET.replace("10.00", "100.00"))
    path = zipped({"Team A_13_assignsubmission_file/small.ipynb": right})
    collect(course, Options("small", path, roster=template, who=(("Team A", TEAM),)))
    grade_assignment(GradeOptions(course.root, "small", allow_level="none"))
    written = write.marks_for(course, "small", "moodle", template=template, unread=True)
    assert [line[4] for line in lines(written.path)[1:]] == ["5", "5", ""]
    assert any("highest grade is 100 and ours 7" in warning for warning in written.warnings)
    packed = feedback.pack(course, "small")  # the worksheet was read when it was collected
    assert [name.split("_")[1] for name in names(packed.path)] == ["12", "184233"]


def test_a_team_s_feedback_needs_its_members_numbers(course, in_process, zipped, right, tmp_path):
    template = tmp_path / "worksheet.csv"
    template.write_text(WORKSHEET)
    known = Roster(course)
    known.students |= {student.id: student for student in CLASS}
    known.save()
    path = zipped({"Team A_13_assignsubmission_file/small.ipynb": right})
    collect(course, Options("small", path, who=(("Team A", "jdoe mlee"),)))
    grade_assignment(GradeOptions(course.root, "small", allow_level="none"))
    with pytest.raises(CourseError, match=r"no page leads back: each .* may be a team's"):
        feedback.pack(course, "small")
    packed = feedback.pack(course, "small", participants=participants(course, template))
    assert [name.split("_")[1] for name in names(packed.path)] == ["12", "184233"]


def test_unread_answers_leave_the_total_blank(graded):
    written = write.term(graded)
    assert {line[0]: line[-1] for line in lines(written.path)[1:]} == {
        "jdoe": "",
        "mlee": "",
        "absent": "0.00",
    }
    assert written.warnings == ["No total, answers wait to be read: 2 (jdoe, mlee)."]


def names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return sorted(archive.namelist())


def test_feedback_goes_back_to_where_it_came_from(graded):
    packed = feedback.pack(graded, "small")
    assert names(packed.path) == [
        "Jane Doe_184233_assignsubmission_file_/small-feedback.html",
        "Mary-Ann Lee_12_assignsubmission_file_/small-feedback.html",
    ]
    assert names(feedback.pack(graded, "small", "folders").path) == [
        "jdoe/small.html",
        "mlee/small.html",
    ]
    with pytest.raises(CourseError, match="no page leads back: each was not collected from canvas"):
        feedback.pack(graded, "small", "canvas")
    with pytest.raises(CourseError, match="can be sent back to studip"):
        feedback.pack(graded, "small", "studip")


@pytest.mark.parametrize(
    ("member", "expected"),
    [
        ("doejane_LATE_1042_88124_small-2.ipynb", "doejane_LATE_1042_88124_small-feedback.html"),
        ("anon_aB3xZ_88128_my_small.ipynb", "anon_aB3xZ_88128_small-feedback.html"),
        (
            "PS 1/Doe, Jane(jdoe)/Submission attachment(s)/small.ipynb",
            "PS 1/Doe, Jane(jdoe)/Feedback Attachment(s)/small.html",
        ),
        (
            "PS 1/Doe, Jane(jdoe)_Submission attachment(s)_small.ipynb",
            "PS 1/Doe, Jane(jdoe)/Feedback Attachment(s)/small.html",
        ),
        (
            "PS_1/Submissions/Doe_Jane_jdoe_4713/week_1/small.ipynb",
            "multi_feedback/Doe_Jane_jdoe_4713/small.html",
        ),
        (
            "PS_1/Submissions/Doe_Jane_jdoe_4712/small.ipynb",
            "multi_feedback/Doe_Jane_jdoe_4712/small.html",
        ),
        (
            "ita_PS_1_2026/Doe_Jane_jdoe/2_submissions/small.ipynb",
            "jdoe/small.html",
        ),
        (
            "1-2 - Jane Doe - Sep 24, 2026 926 PM/small.ipynb",
            "1-2 - Jane Doe - Sep 24, 2026 926 PM/small.html",
        ),
    ],
)
def test_feedback_s_names_lead_back_on_each_platform(
    member, expected, course, in_process, zipped, right
):
    who = (("aB3xZ", "jdoe"),) if "anon" in member else ()
    known = Roster(course)
    known.students["jdoe"] = CLASS[0]
    known.save()
    collect(course, Options("small", zipped({member: right}), who=who))
    grade_assignment(GradeOptions(course.root, "small", allow_level="none"))
    assert names(feedback.pack(course, "small").path) == [expected]


@pytest.mark.parametrize(
    ("platform", "title", "text"),
    [
        (
            "canvas",
            "small (9)",
            "Student,ID,SIS Login ID,Section,Small work (9)\nPoints Possible,,,,7\n"
            '"Doe, Jane",1042,jdoe,A,6.5\n"Lee, Mary-Ann",77,mlee,A,4\n',
        ),
        ("sakai", "small", "Student ID,Name,small [7]\njdoe,Jane,6.50\nmlee,Mary,4\nzz,Z,1\n"),
        (
            "brightspace",
            "small",
            "OrgDefinedId,Username,small Points Grade <Numeric MaxPoints:7>,End-of-Line Indicator\n"
            "#1234567,#jdoe,6.5,#\n,#mlee,4,#\n",
        ),
    ],
)
def test_marks_changed_on_the_platform_by_hand_are_said(platform, title, text, read, tmp_path):
    file = tmp_path / "theirs.csv"
    file.write_text(text)
    written = write.marks_for(read, "small", platform, title=title, template=file)
    assert "Marks that are there already would change: mlee (4 → 5)." in written.warnings
    assert written.marks == 2
    file.write_text(text.replace("mall", "ther"))
    if platform != "canvas":  # there the number decides
        with pytest.raises(CourseError, match="has 0 columns of 'small'"):
            write.marks_for(read, "small", platform, title=title, template=file)


def test_options_that_a_form_does_not_take_are_refused(read):
    def export(*arguments: str) -> str:
        done = CliRunner().invoke(main, ["export", "small", *arguments, "--course", str(read.root)])
        assert done.exit_code == 2
        return done.output

    assert "go with --for PLATFORM" in export("--missing")
    assert "lines to paste" in export("--for", "openolat", "--fill", "x.csv")
