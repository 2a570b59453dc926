"""Scores as steps of nbgrader's: no stray output decides one, one that a person gives is waited for, lateness
takes its share."""

from typing import Any, TypeVar

from nbformat.notebooknode import NotebookNode
from nbgrader.api import BaseCell, Comment, Grade, Gradebook, MissingEntry
from nbgrader.plugins import BasePlugin
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution, is_task

from autograder.grading.contract.cells import grade_id
from autograder.grading.contract.execution import REFUSED
from autograder.grading.contract.facts import CellFacts, add_notes
from autograder.grading.course import Course, deadlines
from autograder.grading.nbgrader.step import Step
from autograder.grading.score.settle import settle

T = TypeVar("T")


class SettleScores(Step):
    """Make the outputs of grade cells safe to score; stands between Execute and SaveScores."""

    def take(self, nb: NotebookNode, place: dict[str, Any]) -> None:
        add_notes(nb, settle(nb))


class SaveScores(Step):
    """In the place of nbgrader's SaveAutoGrades: every graded cell's score, written at once and not cell by cell.

    A test that the judge leaves to a person waits for points by hand, as does one that has some already.
    """

    def take(self, nb: NotebookNode, place: dict[str, Any]) -> None:
        with Gradebook(place["db_url"]) as gradebook:
            submitted = gradebook.find_submission_notebook(
                place["notebook"], place["assignment"], place["student"]
            )
            cells = gradebook.db.query(BaseCell.id, BaseCell.name)
            cells = cells.filter_by(notebook_id=submitted.notebook_id)
            names = dict(cells.all())
            grades = {names[grade.cell_id]: grade for grade in submitted.grades}
            comments = {names[comment.cell_id]: comment for comment in submitted.comments}
            for cell in nb.cells:
                name = grade_id(cell)
                if is_grade(cell):
                    self._save_score(cell, _found(name, grades))
                if is_solution(cell) or is_task(cell):
                    self._save_comment(cell, _found(name, comments))
            gradebook.db.commit()

    def _save_score(self, cell: NotebookNode, grade: Grade) -> None:
        facts = CellFacts.of(cell)
        refused = facts is not None and facts.outcome == REFUSED
        grade.auto_score = None if refused else determine_grade(cell, self.log)[0]
        grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None

    def _save_comment(self, cell: NotebookNode, comment: Comment) -> None:
        """nbgrader's own remark on an answer that is still the release's."""
        untouched = cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
        comment.auto_comment = "No response." if untouched and not is_task(cell) else None


class LatePenalty(BasePlugin):  # type: ignore[misc]  # its package has no types
    """Takes a share of the points for each day begun; nothing without a rule in the course's ``deadlines.toml``."""

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        """The points that lateness costs one notebook of ``score`` points; None for nothing.

        Days are those of the calendar, which the seconds do not say: due date and time are the gradebook's.
        """
        course = Course(self.config.CourseDirectory.root)
        deadline = deadlines.read(course, self.parent.assignment_id)
        if deadline.rule is None or student_id in deadline.excused:
            return None
        submission = self.parent.gradebook.find_submission(self.parent.assignment_id, student_id)
        late = deadline.late_by(submission.duedate, submission.timestamp)
        return score * deadline.rule.share(late)


def _found(name: str | None, rows: dict[str, T]) -> T:
    if name not in rows:
        raise MissingEntry(f"the gradebook has no row for the cell {name!r}; release it again")
    return rows[name]
