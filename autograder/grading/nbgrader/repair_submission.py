"""Mending as a step of nbgrader's: it stands first among those that sanitize a submission."""

from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from nbconvert.exporters.exporter import ResourcesDict
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.grading.contract.facts import begin
from autograder.grading.course import Course
from autograder.grading.course.agreement import disagreements
from autograder.grading.course.deadlines import in_force
from autograder.grading.course.released import released_notebook, releases
from autograder.grading.intake.hand_in import enter, read_hand_in
from autograder.grading.intake.repair import repair
from autograder.grading.score.calibrate import calibrate_if_due

_seen_to: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()
"""Which assignments are ready to be graded, by the exporter of each command."""


class RepairSubmission(NbGraderPreprocessor):  # type: ignore[misc]  # its package has no types
    """Mend the notebook against the released one, and what nbgrader has made of the time at which it was handed
    in; the first step of sanitizing."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        place = resources["nbgrader"]
        course, assignment, student = Course(Path.cwd()), place["assignment"], place["student"]
        seen_to = _seen_to.setdefault(self.parent, set())
        if assignment not in seen_to:
            self._see_to(course, assignment)
            seen_to.add(assignment)
        released = released_notebook(course, assignment, place["notebook"])
        found = read_hand_in(course.folder("submitted", student, assignment), course.config)
        enter(course, assignment, student, found.moment, in_force(course, assignment))
        before = releases(course, assignment, place["notebook"])
        notebook, notes = repair(nb, released, before)
        begin(notebook, released, [*place.pop("notes"), *notes, *filter(None, [found.note])])
        return notebook, resources

    def _see_to(self, course: Course, assignment: str) -> None:
        """What a run sees to before its first submission, once in a command of nbgrader's."""
        names = course.notebook_names(assignment)
        released = {name: released_notebook(course, assignment, name) for name in names}
        for remark in disagreements(course, assignment, released):
            self.log.warning(remark)
        calibrate_if_due(course, assignment, self.log.warning)
