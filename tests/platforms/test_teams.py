"""Teams and blind marking, from download to marks, without anybody being asked."""

import csv
import zipfile
from pathlib import Path

import pytest

from autograder.grading.course import Course
from autograder.grading.runner import GradeOptions, grade_assignment
from autograder.platforms import feedback, write
from autograder.platforms.collect import Options, collect
from autograder.platforms.roster import Roster
from tests.grading import small_course
from tests.platforms.taking import take

HEAD = "Identifier,Full name,Email address,Status,Group,Grade,Maximum Grade,Last modified (submission)\n"
WHEN = '"Thursday, 5 March 2026, 10:00 PM"'
TEAMS = {"jane": "Team_A", "mary": "Team_A", "joerg": "Team & B", "zoe": "Default group"}
MEMBERS = {"Team A_12": "right", "Team  B_14": "wrong", "Default group": "right"}


def worksheet(path: Path, teams: dict[str, str]) -> Path:
    lines = [
        f"Participant {number},{who.title()} Doe,{who}@x.org,Submitted,{team},,7.00,{WHEN}\n"
        for number, (who, team) in enumerate(teams.items(), 12)
    ]
    path.write_text(HEAD + "".join(lines))
    return path


@pytest.fixture
def download(course: Course, zipped, right: bytes) -> Path:
    """Moodle's download of three teams; the numbers of two are also those of participants."""
    made = small_course.answered(
        course.root, small_course.RIGHT | {"mean": "def mean(v): return 0"}
    )
    works = {"right": right, "wrong": str(small_course.nbformat.writes(made)).encode()}
    return zipped(
        {f"{t}_assignsubmission_file/small.ipynb": works[work] for t, work in MEMBERS.items()}
    )


def grade(course: Course) -> dict[str, float]:
    rows = grade_assignment(GradeOptions(course.root, "small", allow_level="none")).rows
    return {row.student.partition("@")[0]: row.score for row in rows}


def test_moodle_s_teams_are_those_of_the_worksheet(course, in_process, download, tmp_path):
    sheet = worksheet(tmp_path / "Grades.csv", TEAMS)
    found = take(course, download, roster=sheet)
    assert (len(found.placed), found.unplaced, found.notes) == (4, [], [])
    assert grade(course) == {"jane": 5, "mary": 5, "joerg": 3, "zoe": 5}
    written = write.marks_for(course, "small", "moodle", template=sheet, unread=True)
    with written.path.open(newline="") as file:
        assert [line["Grade"] for line in csv.DictReader(file)] == ["5", "5", "3", "5"]
    with zipfile.ZipFile(feedback.pack(course, "small").path) as archive:
        numbers = {name.partition("_assign")[0].rpartition("_")[2] for name in archive.namelist()}
    assert numbers == {"12", "13", "14", "15"}


def test_who_changes_teams_hands_in_with_the_new_one(course, in_process, download, tmp_path):
    take(course, download, roster=worksheet(tmp_path / "first.csv", TEAMS))
    (note,) = [n for n in take(course, download).notes if n.startswith("Teams as they were said")]
    assert "Team A (jane@x.org, mary@x.org)" in note
    moved = worksheet(tmp_path / "second.csv", TEAMS | {"mary": "Team & B"})
    found = take(course, download, roster=moved)
    assert {who for who, state in found.placed.items() if state != "the same"} == {"mary@x.org"}
    assert grade(course)["mary"] == 3


def test_canvas_s_groups_are_those_of_its_list(course, in_process, zipped, right, tmp_path):
    groups = tmp_path / "groups.csv"
    groups.write_text(
        "name,canvas_user_id,user_id,login_id,sections,group_name\n"
        "Jane Doe,1042,M1,jdoe,A,Team 7\nMary Lee,77,M2,mlee,A,Team 7\nAl Absent,80,M4,al,B,\n"
    )
    found = take(course, zipped({"team7_1042_88_small.ipynb": right}), roster=groups)
    assert (set(found.placed), found.nothing_from) == ({"jdoe", "mlee"}, ["al"])
    grade(course)
    written = write.marks_for(course, "small", "canvas", title="small (5)", unread=True)
    assert [line.split(",")[2:4] for line in written.path.read_text().splitlines()[1:]] == [
        ["1042", "M1"],
        ["77", "M2"],
    ]
    packed = feedback.pack(course, "small")
    assert packed.students == ["jdoe"]
    assert packed.left_out["mlee"].startswith("is in a team with jdoe")


def test_one_student_alone_is_blind_marked(course, roster, in_process, zipped, right, tmp_path):
    path = zipped({"Teilnehmerin_40551_assignsubmission_file/small.ipynb": right})
    ((_, reason),) = take(course, path).unplaced
    assert reason.startswith("Marking is blind: give the assignment's worksheet")
    blind, named = tmp_path / "blind.csv", tmp_path / "named.csv"
    blind.write_text("ID,Status,Bewertung,Bestwertung\nTeilnehmer/in 40551,Abgegeben,,7\n")
    assert take(course, path, roster=blind).placed == {"participant-40551": "new"}
    grade(course)
    written = write.marks_for(course, "small", "moodle", template=blind, unread=True)
    assert written.path.read_text().splitlines()[1] == "Teilnehmer/in 40551,Abgegeben,5,7"
    named.write_text(
        "Identifier,Full name,Email address,Grade,Maximum Grade\n"
        "Participant 40551,Jane Doe,jane@uni.example,,7\n"
    )
    shown = zipped({"Jane Doe_40551_assignsubmission_file/small.ipynb": right}, "shown.zip")
    found = take(course, shown, roster=named)
    assert found.placed == {"jdoe": "new"}
    assert any("earlier marks stay: participant-40551 (jdoe)" in note for note in found.notes)


@pytest.mark.parametrize(
    "text",
    [
        "id;First name;Last name;Username;e-mail;Phone;Code;active\n"
        "4;Jane;Doe;j_doe;jane@x.org;;C1;1\n",
        "UserId;LastName;FirstName;Email;UserName;AuthSource;Status;OfficialCode\n"
        "4;Doe;Jane;jane@x.org;j_doe;platform;5;C1\n",
    ],
    ids=["course's", "administrator's"],
)
def test_chamilo_s_class_list_tells_where_a_login_ends(text, course, zipped, right, tmp_path):
    listing = tmp_path / "list.csv"
    listing.write_text("\ufeff" + text)
    path = zipped({"2026_03_05_10_00_00_j_doe_small.ipynb": right})
    found = collect(course, Options("small", path, roster=listing))
    assert (found.placed, found.unplaced) == ({"j_doe": "new"}, [])
    (student,) = Roster(course).students.values()
    assert (student.first, student.last, student.number) == ("Jane", "Doe", "C1")
