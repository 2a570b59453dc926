"""Rows, pages, report and marks say the same of written answers, of who is excused and of who is graded."""

import re
from collections import Counter

import pytest

from autograder.grading.contract.results import ExerciseResult, Outcome, Row, Summary, judge_row
from autograder.grading.course import Course, deadlines
from autograder.grading.pages import console, export, report, term_report
from autograder.grading.runner import GradeOptions, grade_assignment
from autograder.grading.score.current_rows import current_rows
from tests.grading.test_report import give_points, graded, page, read_csv, result, row

__all__ = ["graded"]  # a fixture


def written(student: str, points: float, outcome: Outcome, tests: float = 1) -> Row:
    essay = ExerciseResult("n", "essay", "essay", points, 2, outcome)
    return row(student, result("one", tests), essay)


def test_a_written_item_is_that_of_the_answers_that_were_read_or_left_blank() -> None:
    blank, waits = Outcome.NOT_ATTEMPTED, Outcome.WAITING
    rows = [written("a", 0, blank), written("b", 0, waits), written("c", 0, waits)]
    _, essay = report.items(rows)
    assert (essay.difficulty, essay.waiting) == (None, 2)
    rows = [written("a", 0, blank), written("b", 1, Outcome.BY_HAND), written("c", 0, waits)]
    one, essay = report.items(rows)
    assert (essay.difficulty, essay.waiting) == (0.25, 1)
    assert essay.outcomes == Counter({blank: 1, waits: 1, Outcome.BY_HAND: 1})
    assert one.difficulty == 0.5


def test_the_rest_of_an_item_is_what_is_known_of_everyone() -> None:
    """An essay that was read of some only goes into nobody's rest."""
    rows = [written(s, p, o, t) for s, p, o, t in (
        ("a", 2, Outcome.BY_HAND, 0), ("b", 2, Outcome.BY_HAND, 0), ("c", 0, Outcome.WAITING, 2),
    )]  # fmt: skip
    assert report.items(rows)[0].discrimination is None


@pytest.mark.parametrize(
    ("exercises", "outcome", "standing"),
    [
        ([("essay", Outcome.WAITING, 0)], Outcome.WAITING, "2 waiting"),
        ([("essay", Outcome.BY_HAND, 1)], Outcome.BY_HAND, "1 of 2"),
        ([("essay", Outcome.NOT_ATTEMPTED, 0)], Outcome.NOT_ATTEMPTED, "0 of 2"),
        ([("t", Outcome.NOT_ATTEMPTED, 0), ("essay", Outcome.BY_HAND, 1)], Outcome.FAILED, "1 of 4"),
        ([("t", Outcome.NOT_ATTEMPTED, 0), ("essay", Outcome.WAITING, 0)], Outcome.FAILED, "0 of 2, 2 waiting"),
        ([("t", Outcome.NOT_ATTEMPTED, 0), ("essay", Outcome.NOT_ATTEMPTED, 0)], Outcome.NOT_ATTEMPTED, "0 of 4"),
        ([("t", Outcome.PASSED, 2), ("essay", Outcome.WAITING, 0)], Outcome.PASSED, "2 of 2, 2 waiting"),
    ],
)  # fmt: skip
def test_a_row_says_one_thing_of_written_answers(exercises, outcome, standing) -> None:
    results = [ExerciseResult("n", name, name, points, 2, how) for name, how, points in exercises]
    found, reason, _ = judge_row(results)
    score = sum(points for *_, points in exercises)
    row = Row("ann", score, 2 * len(results), found, reason, exercises=tuple(results))
    assert (found, row.standing) == (outcome, standing)
    assert "attempted" not in reason or outcome in (Outcome.NOT_ATTEMPTED, Outcome.FAILED)
    assert reason != "No exercise was attempted." or outcome is Outcome.NOT_ATTEMPTED


def test_the_same_word_for_waiting_in_row_page_report_and_csv(graded: Course) -> None:
    assert "2 wait to be read" in report.write(graded, "small").read_text("utf-8")
    assert "answer is still to be read" in page(graded, "ann")
    assert "waits to be read" in page(graded, "ann")
    lines = {line["student"]: line for line in read_csv(export.write_csv(graded, "small"))}
    assert lines["ann"]["reason"] == "essay waits to be read."
    assert not re.search("waits for", str([*lines.values(), page(graded, "ann")]))


def test_a_nought_for_a_blank_answer_leaves_it_not_attempted(graded: Course) -> None:
    give_points(graded, "=cmd", 0, "")
    (row,) = (row for row in current_rows(graded, "small") if row.student == "=cmd")
    assert (row.outcome, row.reason) == (Outcome.NOT_ATTEMPTED, "No exercise was attempted.")


def test_who_is_excused_has_no_mark_is_in_no_mean_and_it_is_said(graded: Course) -> None:
    """Before grading, after it, of one who came since; and the excuse may be taken back."""
    with graded.gradebook() as gradebook:
        gradebook.add_student("newcomer")
    for student in ("absent", "newcomer"):
        deadlines.change(graded, "small", "excused", student)
    for _ in range(2):
        lines = {line["student"]: line for line in read_csv(export.write_csv(graded, "small"))}
        for student in ("absent", "newcomer"):
            line = lines[student]
            assert [line[c] for c in ("score", "raw_score", "unread", "outcome")] == [
                "",
                "",
                "",
                "excused",
            ]
        rows = {row.student: row for row in current_rows(graded, "small")}
        assert (rows["absent"].outcome, rows["absent"].standing) == (Outcome.EXCUSED, "–")
        assert "2 excused" in report.write(graded, "small").read_text("utf-8")
        summary = grade_assignment(GradeOptions(graded.root, "small", allow_level="none"))
    assert {row.outcome for row in summary.rows if row.student == "absent"} == {Outcome.EXCUSED}
    deadlines.change(graded, "small", "none", "absent")
    rows = {row.student: row for row in current_rows(graded, "small")}
    assert rows["absent"].outcome is Outcome.MISSING


def test_every_page_counts_the_same_as_graded(graded: Course) -> None:
    """One of five cannot be read and one handed nothing in."""
    rows = current_rows(graded, "small")
    assert "3 graded)" in report.write(graded, "small").read_text("utf-8")
    assert term_report.assignment_line("small", rows).graded == 3
    closing = console.closing(Summary("small", rows, 3, 1.0))
    assert closing[1] == "3 graded, mean score 2.33 · 3 of them now, in 1.0 s"
    again = grade_assignment(GradeOptions(graded.root, "small", allow_level="none", force=True))
    assert again.graded_now == 3
