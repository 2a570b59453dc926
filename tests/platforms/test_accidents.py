"""What happens in a term: each ends right, or is said in one sentence."""

import csv
import io
import shutil
from pathlib import Path

import nbformat
import pytest

from autograder.grading.contract.results import Row
from autograder.grading.course import Course, CourseError
from autograder.grading.runner import GradeOptions, grade_assignment
from autograder.platforms import feedback, write
from autograder.platforms.roster import Roster
from autograder.platforms.student import Student
from tests.grading import small_course
from tests.platforms.taking import CLASS, stamp, take

ATTEMPT = "PS_{}_attempt_2026-03-{}-10-00-00_small.ipynb"


def grade(course: Course) -> dict[str, Row]:
    rows = grade_assignment(GradeOptions(course.root, "small", allow_level="none")).rows
    return {row.student: row for row in rows}


def by_hand(course: Course, student: str, points: float) -> None:
    with course.gradebook() as gradebook:
        essay = gradebook.find_grade("essay", "small", "small", student)
        essay.manual_score, essay.needs_manual_grade = points, False
        gradebook.db.commit()


def marks(path: Path) -> dict[str, str]:
    """Sakai's file: login → mark."""
    return {line[0]: line[2] for line in list(csv.reader(io.StringIO(path.read_text())))[1:]}


@pytest.fixture
def graded(course: Course, roster: Roster, in_process: list[str], zipped, right: bytes) -> Course:
    """Jane's and Mary-Ann's work of 5 March, graded; the others handed nothing in."""
    take(course, zipped({ATTEMPT.format(who, "05"): right for who in ("jdoe", "mlee")}))
    grade(course)
    return course


def test_work_that_came_after_grading_is_no_nought_and_no_old_mark_unsaid(graded, zipped, right):
    take(
        graded, zipped({ATTEMPT.format("zoneil", "06"): right, ATTEMPT.format("mlee", "06"): b"{}"})
    )
    written = write.marks_for(graded, "small", "sakai", unread=True, missing=True)
    assert marks(written.path) == {"jdoe": "5", "mlee": "5", "jmueller": "0", "j_s": "0"}
    assert "Left out, handed in and not graded yet: 1 (zoneil)." in written.warnings
    again = "Something else was handed in since this was graded: 1 (mlee). To grade again: autograder grade small"
    assert again in written.warnings
    notes = feedback.pack(graded, "small", "folders").notes
    assert again.replace("1 (mlee)", "2 (mlee, zoneil)") in notes
    assert "No total, handed in and not graded yet: 1 (zoneil)." in write.term(graded).warnings


def test_points_by_hand_do_not_outlive_their_answer_in_lateness_either(course, in_process, zipped):
    small_course.configure(course.root)
    (course.root / "deadlines.toml").write_text(
        'timezone = "UTC"\n[late]\nper_day = 20\n[small]\ndue = 2026-03-05 12:00:00\n'
    )
    one, other = (
        nbformat.writes(small_course.answered(course.root, small_course.RIGHT | {"essay": text}))
        for text in ("One.", "Another.")
    )
    take(course, zipped({ATTEMPT.format("jdoe", "05"): one, ATTEMPT.format("mlee", "06"): one}))
    assert grade(course)["jdoe"].standing == "5 of 5, 2 waiting"
    for who in ("jdoe", "mlee"):
        by_hand(course, who, 2)
    take(course, zipped({ATTEMPT.format("jdoe", "06"): other, ATTEMPT.format("mlee", "06"): one}))
    (course.root / "deadlines.toml").write_text(
        (course.root / "deadlines.toml").read_text().replace("20", "10", 1)
    )
    rows = grade_assignment(GradeOptions(course.root, "small", allow_level="none", force=True)).rows
    assert [row.standing for row in rows] == ["4.5 of 5, 2 waiting", "6.3 of 7"]


def test_feedback_has_the_points_of_now(graded):
    by_hand(graded, "jdoe", 1.5)
    feedback.pack(graded, "small", "folders", only=["jdoe"])
    page = graded.folder("feedback", "jdoe", "small") / "small.html"
    assert "graded by hand" in page.read_text("utf-8")


def test_feedback_for_some(graded):
    assert feedback.pack(graded, "small", "folders", only=["mlee"]).students == ["mlee"]
    with pytest.raises(CourseError, match="There is no feedback page of nobody"):
        feedback.pack(graded, "small", "folders", only=["mlee", "nobody"])


def test_a_namesake_without_a_mark_gets_nobody_s(graded, tmp_path):
    known = Roster(graded)
    known.students["jane2"] = Student("jane2", "Jane", "Doe", "other@uni.example")
    known.save()
    sheet = tmp_path / "worksheet.csv"
    sheet.write_text(
        "Identifier,Full name,Email address,Grade,Maximum Grade\n"
        "Participant 1,Jane Doe,jane@uni.example,,7\nParticipant 2,Jane Doe,other@uni.example,,7\n"
        "Participant 3,Jane Doe,third@uni.example,,7\n"
    )
    written = write.marks_for(graded, "small", "moodle", template=sheet, unread=True)
    assert [line.split(",")[3] for line in written.path.read_text().splitlines()[1:]] == [
        "5",
        "",
        "",
    ]
    assert "Not in the worksheet, with a mark: 1 (mlee)." in written.warnings


def test_a_worksheet_from_a_spreadsheet_in_another_language(graded, tmp_path):
    sheet = tmp_path / "worksheet.csv"
    head = (
        "Identifiant;Nom complet;Adresse de courriel;Statut;Évaluation;Note maximale;Commentaires\n"
    )
    sheet.write_text(
        f"{head}Participant 1;Jane Doe;jane@uni.example;Remis;6,5;4,00;\n"
        "Participant 2;Mary-Ann Lee;mary@uni.example;Remis;;4,00;\n"
    )
    written = write.marks_for(graded, "small", "moodle", template=sheet, unread=True)
    found = [line.split(";")[4] for line in written.path.read_text().splitlines()[1:]]
    assert found == ["5", "5"]
    said = " ".join(written.warnings)
    assert "Moodle skips, without a word, marks above its highest grade: jdoe, mlee." in said
    assert "jdoe (6,5 → 5)" in said
    assert "separated by semicolons: choose that" in said
    sheet.write_bytes(head.encode("latin-1"))
    with pytest.raises(CourseError, match="is no UTF-8"):
        write.marks_for(graded, "small", "moodle", template=sheet)


def test_the_same_work_with_its_time_in_the_right_zone(course, roster, zipped, right):
    path = zipped({ATTEMPT.format("jdoe", "29"): right})
    take(course, path, timezone="UTC")
    (course.root / "deadlines.toml").write_text(
        'timezone = "Europe/Berlin"\n[small]\ndue = 2026-03-29 12:00:00\n'
    )
    assert take(course, path).placed == {"jdoe": "the same with another time"}
    assert stamp(course, "jdoe").startswith("2026-03-29 08:00:00")  # summer time began that night
    assert take(course, path).placed == {"jdoe": "the same"}


def test_a_time_stays_where_the_worksheet_is_not_given_again(
    course, roster, zipped, right, tmp_path
):
    sheet = tmp_path / "worksheet.csv"
    sheet.write_text(
        "Identifier,Full name,Last modified (submission)\n"
        'Participant 1,Jane Doe,"Thursday, 5 March 2026, 11:59 PM"\n'
    )
    path = zipped({"Jane Doe_1_assignsubmission_file_/small.ipynb": right})
    take(course, path, roster=sheet, timezone="UTC")
    before = stamp(course, "jdoe")
    assert before
    assert take(course, path).placed == {"jdoe": "the same"}
    assert stamp(course, "jdoe") == before


def test_who_is_new_in_a_section_s_list_is_said(course, roster, zipped, right, tmp_path):
    section = tmp_path / "section.csv"
    section.write_text("Username,First Name,Last Name\njdoe,Jane,Doe\nlate1,Lou,Late\n")
    found = take(course, zipped({ATTEMPT.format("jdoe", "05"): right}), roster=section)
    assert "New in the class list: 1 (late1)." in found.notes
    assert set(Roster(course).students) == {"late1", *(student.id for student in CLASS)}


def test_a_student_of_another_name_on_the_platform_is_found_by_number(
    course, roster, zipped, right, tmp_path
):
    renamed = tmp_path / "list.csv"
    renamed.write_text("Username,First Name,Last Name,Student ID\njsmith,Jane,Smith,1234567\n")
    found = take(course, zipped({ATTEMPT.format("jsmith", "05"): right}), roster=renamed)
    assert found.placed == {"jdoe": "new"}


def test_who_leaves_has_no_line_and_comes_back_with_the_work(graded, zipped, right):
    with graded.gradebook() as gradebook:
        gradebook.remove_student("mlee")
    written = write.marks_for(graded, "small", "sakai", unread=True)
    assert marks(written.path) == {"jdoe": "5"}
    assert "Left out, no longer in the gradebook: 1 (mlee)." in written.warnings
    shutil.rmtree(graded.folder("submitted", "mlee", "small"))
    with graded.gradebook() as gradebook:
        gradebook.update_or_create_student("mlee", first_name="Mary-Ann", last_name="Lee")
    take(graded, zipped({ATTEMPT.format("mlee", "05"): right}))
    grade(graded)
    assert marks(write.marks_for(graded, "small", "sakai", unread=True).path)["mlee"] == "5"


def test_other_points_in_a_new_release_are_said_until_they_are_graded(graded):
    path = graded.root / "source/small/small.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.metadata.nbgrader.points = 0
    nbformat.write(notebook, path)
    graded.release("small")
    said = "Graded against an earlier version of the assignment: 2 (jdoe, mlee)."
    warnings = write.marks_for(graded, "small", "sakai", unread=True).warnings
    assert any(warning.startswith(said) for warning in warnings)
    assert any(note.startswith(said) for note in feedback.pack(graded, "small", "folders").notes)
    with pytest.raises(CourseError, match="No assignment counts"):
        write.term(graded)  # an assignment of no points has no share of a total
