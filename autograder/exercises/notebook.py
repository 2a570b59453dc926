"""What a notebook holds: ``exercise("ps1.minibatches")`` with check, hint, solution and grade.

The engine is imported at the first check, so that ``from autograder import exercise`` is light.
"""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from autograder.exercises import log, registry
from autograder.exercises.agreed import GRADING_SEED
from autograder.exercises.closing import why_closed

if TYPE_CHECKING:
    from autograder.exercises.content import Exercise
    from autograder.exercises.feedback import Feedback, Grade, Note
    from autograder.exercises.verdict import Verdict

ATTEMPTS_BEFORE_SOLUTION = 3


class NotebookExercise:
    """An exercise as the student meets it."""

    def __init__(self, content: "Exercise") -> None:
        self._content = content

    def __repr__(self) -> str:
        id = self._content.id
        return (
            f'exercise("{id}"): {self._content.title}. Try .check({self._content.name}), .hint().'
        )

    def check(self, function: Callable[..., Any]) -> "Feedback":
        """Run the visible checks on your function and say what happened. Nothing is sent anywhere."""
        from autograder.exercises.engine import judge
        from autograder.exercises.feedback import Feedback

        verdict = judge(self._content, function)
        self._record(verdict)
        return Feedback(verdict)

    def hint(self, stage: int | None = None) -> "Note":
        """A hint: stage 1 the concept, 2 where to look, 3 a sketch. Without a stage, the next one."""
        from autograder.exercises.content import HINT_STAGES
        from autograder.exercises.feedback import Note

        id = self._content.id
        stage = min(log.hints(id) + 1, HINT_STAGES) if stage is None else stage
        text = self._content.hint(stage)
        log.write(id, "hint", stage=stage)
        more = "" if stage == HINT_STAGES else f"\n\n*More: `.hint({stage + 1})`*"
        return Note(f"**{self._content.title}, hint {stage} of {HINT_STAGES}**\n\n{text}{more}")

    def solution(self, confirm: bool = False) -> "Note":
        """A solution with a short explanation: after a pass, three attempts, or one and ``confirm=True``."""
        from inspect import getsource

        from autograder.exercises.feedback import Note

        id = self._content.id
        closed = why_closed()
        if closed:
            return Note(f"{closed} A hint may be enough: `.hint()`.")
        tries = log.attempts(id)
        if tries == 0:
            return Note(
                "The solution opens after your first attempt: write an answer, however rough, and check it. "
                f"To begin: `.hint()`. Then `.check({self._content.name})`."
            )
        if not (confirm or log.passed(id) or tries >= ATTEMPTS_BEFORE_SOLUTION):
            left = ATTEMPTS_BEFORE_SOLUTION - tries
            more = "one more attempt" if left == 1 else f"{left} more attempts"
            return Note(
                f"The solution opens when your answer passes, or after {more}. "
                "To see it now: `.solution(confirm=True)`. A hint may be enough: `.hint()`."
            )
        log.write(id, "solution")
        source = getsource(self._content.reference)
        return Note(f"```python\n{source}```\n\n{self._content.text['Explanation']}")

    def grade(self, function: Callable[..., Any], points: float | None = None) -> "Grade":
        """The points for your function: the last line of a grade cell.

        With a grading seed in the environment the hidden checks run too; in your own notebook only
        the visible ones do.
        """
        from autograder.exercises.engine import judge
        from autograder.exercises.feedback import Grade

        seed = os.environ.get(GRADING_SEED) or None
        verdict = judge(self._content, function, seed)
        if seed is None:
            self._record(verdict)
        return Grade(verdict, self._content.points if points is None else points)

    def _record(self, verdict: "Verdict") -> None:
        named = verdict.message.id if verdict.message else None
        log.write(self._content.id, "check", outcome=verdict.outcome, misconception=named)


def exercise(id: str) -> NotebookExercise:
    """The exercise with this id, such as ``"ps1.minibatches"``. Raises KeyError if there is none."""
    return NotebookExercise(registry.load(id))
