"""What comes of judging a function: the attempt, the result of each check, the message, the verdict."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from autograder.exercises.content import Exercise
from autograder.exercises.guard import StudentError

PASSED = "passed"
FAILED = "failed"
NOT_ATTEMPTED = "not attempted"
SUBMISSION_ERROR = "submission error"
GRADER_ERROR = "grader error"
LATE = 3  # cases in which the time may be up, before the others are given up, too


@dataclass(frozen=True)
class Message:
    """The one message after a failure: what happened, the concept, what to try next."""

    what: str
    concept: str = ""
    advice: str = ""
    id: str | None = None
    lesson: int | str | None = None
    svg: str = ""

    @property
    def text(self) -> str:
        """The message in one paragraph, of at most 60 words."""
        return " ".join(part for part in (self.what, self.concept, self.advice) if part)


@dataclass(frozen=True)
class Result:
    """How one check ended; ``what`` and ``run`` tell of the first case where it did not hold.

    It was not ``asked`` where that would have charged another check's cause again, or doing nothing.
    ``share`` is the part of the exercise's points that it is worth, in [0, 1].
    """

    name: str
    weight: float
    visible: bool
    passed: bool
    what: str = ""
    run: Any = None
    asked: bool = True
    share: float = 0.0


@dataclass(frozen=True)
class Verdict:
    """The outcome of one suite, or of both when it was ``graded`` with a seed."""

    exercise: Exercise
    outcome: str
    results: tuple[Result, ...] = ()
    message: Message | None = None
    graded: bool = False

    @property
    def fraction(self) -> float:
        """The share of the checks' weight that was reached, in [0, 1]."""
        asked = [result for result in self.results if result.visible or self.graded]
        whole = sum(result.weight for result in asked)
        return sum(result.weight for result in asked if result.passed) / whole if whole else 0.0


@dataclass(frozen=True)
class Attempt:
    """What a function did on some cases: a run or a StudentError for each.

    ``core`` is the name of the course's own function that it called, or ""; ``nothing`` says whether
    every call that came to its end returned None.
    """

    function: Callable[..., Any] | None = None
    cases: tuple[Any, ...] = ()
    runs: tuple[Any, ...] = ()
    core: str = ""
    nothing: bool = False

    def completed(self) -> list[Any]:
        """The runs that ended without an exception."""
        return [run for run in self.runs if not isinstance(run, StudentError)]

    def errors(self) -> list[StudentError]:
        """The others."""
        return [run for run in self.runs if isinstance(run, StudentError)]

    def late(self) -> int:
        """In how many cases the time was up."""
        return sum(error.kind == "TimeLimit" for error in self.errors())

    def stopped(self) -> StudentError | None:
        """What ended all of it: an interrupt, or a time limit in the first case or in several."""
        for error in self.errors():
            if error.kind == "KeyboardInterrupt":
                return error
            if error.kind == "TimeLimit" and (self.late() > LATE or not self.completed()):
                return error
        return None
