"""Whom a name in a download stands for: found in class lists, asked for, never guessed."""

import pytest

from autograder.platforms.collect import Options, collect
from autograder.platforms.roster import Roster
from autograder.platforms.student import Student
from tests.platforms.taking import CLASS, take

MOODLE = "{}_{}_assignsubmission_file_/small.ipynb"


def test_blind_marking_makes_a_participant(course, zipped, right):
    name = "Teilnehmer_{}_assignsubmission_file_/small.ipynb"
    found = take(course, zipped({name.format(40551): right, name.format(40552): right}))
    assert set(found.placed) == {"participant-40551", "participant-40552"}


def test_a_team_is_asked_for_once_and_remembered(course, roster, zipped, right):
    path = zipped({"Team A_55_assignsubmission_file/small.ipynb": right})
    asked = []

    def ask(person):
        asked.append(str(person))
        return "jdoe mlee"

    found = collect(course, Options("small", path), ask)
    assert set(found.placed) == {"jdoe", "mlee"}
    again = collect(course, Options("small", path), ask)
    assert asked == ["Team A (55)"]
    assert set(again.placed.values()) == {"the same"}


def test_without_anybody_to_ask_the_mend_is_said(course, roster, zipped, right):
    path = zipped({"Nobody Known_55_assignsubmission_file/small.ipynb": right})
    ((who, reason),) = take(course, path).unplaced
    assert who == "Nobody Known (55)"
    assert '--who "Nobody Known=STUDENT"' in reason
    found = take(course, path, who=(("Nobody Known", "jdoe"),))
    assert found.placed == {"jdoe": "new"}
    assert take(course, path).placed == {"jdoe": "the same"}


def test_two_students_of_one_name_are_not_guessed(course, roster, zipped, right):
    roster.students["jane2"] = Student("jane2", "Jane", "Doe")
    roster.save()
    ((_, reason),) = take(
        course, zipped({"Jane Doe_1_assignsubmission_file_/small.ipynb": right})
    ).unplaced
    assert "Several students fit: jane2, jdoe." in reason


def test_two_people_of_one_name_stay_two_where_no_class_list_is(course, zipped, right):
    name = "Jane Doe_{}_assignsubmission_file_/small.ipynb"
    other = {"Al Lee_5_assignsubmission_file_/small.ipynb": right}
    path = zipped({name.format(1): right, name.format(2): b"{}", **other})
    assert set(take(course, path).placed) == {"jane-doe", "jane-doe-2", "al-lee"}
    assert set(take(course, path).placed.values()) == {"the same"}
    path = zipped({name.format(8): right, name.format(9): b"{}", **other}, "next.zip")
    found = take(course, path)
    hints = {reason.partition("--who ")[2].partition(";")[0] for _, reason in found.unplaced}
    assert hints == {'"Jane Doe (8)=STUDENT"', '"Jane Doe (9)=STUDENT"'}


def test_two_people_who_lead_to_one_student_are_not_guessed(course, roster, zipped, right):
    name = "Jane Doe_{}_assignsubmission_file_/small.ipynb"
    other = {"Jörg Müller_5_assignsubmission_file_/small.ipynb": right}
    path = zipped({name.format(1): right, name.format(2): b"{}", **other})
    found = take(course, path)
    assert (len(found.unplaced), found.placed) == (2, {"jmueller": "new"})
    who = (("Jane Doe (1)", "jdoe"), ("Jane Doe (2)", "mlee"))
    assert set(take(course, path, who=who).placed) == {"jdoe", "mlee", "jmueller"}


@pytest.mark.parametrize(
    "member",
    ["Team A_7_assignsubmission_file/small.ipynb", "team7_1042_88_small.ipynb"],
    ids=["Moodle's number of a team", "Canvas's one for all"],
)
def test_a_team_s_number_is_no_student_s(member, course, roster, zipped, right):
    roster.students["jdoe"].participants.append("7")
    roster.save()
    ((_, reason),) = take(course, zipped({member: right})).unplaced
    assert "the number of jdoe in the class list, whose name is another. Is it a team?" in reason


def test_who_left_the_gradebook_does_not_come_back(course, roster):
    with course.gradebook() as gradebook:
        gradebook.remove_student("mlee")
    Roster(course).save()
    with course.gradebook() as gradebook:
        assert "mlee" not in {student.id for student in gradebook.students}


def test_a_class_list_that_writes_an_address_otherwise_makes_nobody_new(course, roster, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("Full name,Email address\nJane Doe,Jane@Uni.Example\n")
    known = Roster(course)
    known.read(path)
    assert set(known.students) == {student.id for student in CLASS}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id,first_name,last_name,email,lms_user_id\njdoe,Jane,Doe,j@x.org,7\n", ("jdoe", "7")),
        (
            "Student,ID,SIS User ID,SIS Login ID,Section,small (5)\n"
            '    Points Possible,,,,,7\n"Doe, Jane",1042,99,jdoe,A,\n',
            ("jdoe", "1042"),
        ),
        (
            "Identifier,Full name,Email address,Status,Grade\n"
            "Participant 184233,Jane Doe,jane@x.org,Submitted,\n",
            ("jane@x.org", "184233"),
        ),
        (
            "Kennung;Vollständiger Name;E-Mail-Adresse\nTeilnehmer/in 7;Jane Doe;j@x.org\n",
            ("j@x.org", "7"),
        ),
        ("sep=;\nUsername;First Name;Last Name\njdoe;Jane;Doe\n", ("jdoe", None)),
        ("OrgDefinedId,Username,Last Name,First Name\n#123,#jdoe,Doe,Jane\n", ("jdoe", None)),
        (
            '"PS 1","POINTS"\n\n"Display ID","ID","Last Name","First Name","grade"\n'
            "jdoe,jdoe,Doe,Jane,\n",
            ("jdoe", "jdoe"),
        ),
    ],
)
def test_class_lists_of_platforms_are_read(text, expected, course, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(text)
    known = Roster(course)
    assert known.read(path) == 1
    known.save()
    (student,) = Roster(course).students.values()
    identity, platform_id = expected
    assert (student.id, student.first, student.last) == (identity, "Jane", "Doe")
    assert platform_id is None or platform_id in student.ids + student.participants
    with course.gradebook() as gradebook:
        assert [s.id for s in gradebook.students] == [identity]


def test_two_lines_of_a_class_list_are_two_students_whatever_they_share(course, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("Username,Email\njdoe,office@x.org\nmlee,office@x.org\n", "utf-16")
    for _ in range(2):
        known = Roster(course)
        known.read(path)
        assert {one.id: one.login for one in known.students.values()} == {
            "jdoe": "jdoe",
            "mlee": "mlee",
        }
        known.save()


def test_another_platform_s_list_does_not_double_the_class(course, zipped, right, tmp_path):
    """Canvas's list has no addresses and Moodle's no logins: names alone are in both, and one name is two people's."""
    first = tmp_path / "gradebook.csv"
    first.write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section\n"
        '"Doe, Jane",1042,,jdoe,A\n"Lee, Mary",1043,,mlee,A\n"Lee, Mary",1044,,mlee2,B\n'
    )
    known = Roster(course)
    known.read(first)
    known.save()
    worksheet = tmp_path / "worksheet.csv"
    worksheet.write_text(
        "Identifier,Full name,Email address,Last modified (submission)\n"
        "Participant 7,Jane Doe,jane@uni.example,-\nParticipant 8,Mary Lee,mary@uni.example,-\n"
        "Participant 9,Jo New,jo@uni.example,-\n"
    )
    found = take(course, zipped({MOODLE.format("Jane Doe", 7): right}), roster=worksheet)
    assert found.placed == {"jdoe": "new"}
    assert any("the name of these in common with the course: 1 (jdoe)." in n for n in found.notes)
    assert any(
        "New in the class list: 2 (jo@uni.example, mary@uni.example)." in n for n in found.notes
    )
    known = Roster(course)
    assert (known.students["jdoe"].email, known.students["jdoe"].participants) == (
        "jane@uni.example",
        ["7"],
    )


def test_somebody_of_another_address_is_another_one_whatever_the_name(course, roster, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("Full name,Email address\nJane Doe,other@uni.example\n")
    known = Roster(course)
    known.read(path)
    assert known.new == ["other@uni.example"]
