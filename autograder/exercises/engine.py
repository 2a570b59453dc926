"""Runs an exercise against a student's function and says which checks hold and what went wrong.

Two suites: the visible cases, which the notebook runs, and cases drawn from a secret seed, which
only the grading runs. A check holds if it holds on every case that it applies to.
"""

import hashlib
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograder.exercises.content import Check, Diagnosis, Exercise, Finding
from autograder.exercises.guard import Student, StudentError
from autograder.exercises.spy import TAKEN_AWAY, Seen, watch_for_core

PASSED = "passed"
FAILED = "failed"
NOT_ATTEMPTED = "not attempted"
SUBMISSION_ERROR = "submission error"
GRADER_ERROR = "grader error"

CALLS_CORE = Diagnosis(
    id="calls-core",
    concept="The course's own core does not count as a solution.",
    advice="Write the steps yourself, with Python and NumPy alone.",
    detect=lambda runs: None,
)


ADVICE = {
    "AttributeError": "Print the type of the object, and look up what it has.",
    "IndexError": "Print the index and the length of what it points into.",
    "KeyError": "Print the keys that are there.",
    "NameError": "Compare the name, letter by letter, with where it is defined.",
    "RecursionError": "A function that calls itself needs a case where it stops.",
    "TypeError": "Print the types of the values on this line.",
    "UnboundLocalError": "Give the name a value before the line that reads it.",
    "ValueError": "Print the shapes of the arrays on this line.",
}


@dataclass(frozen=True)
class Message:
    """The one message after a failure: what happened, the concept, what to try next."""

    what: str
    concept: str = ""
    advice: str = ""
    id: str | None = None
    lesson: int | None = None
    svg: str = ""

    @property
    def text(self) -> str:
        """The message in one paragraph, of at most 60 words."""
        return " ".join(part for part in (self.what, self.concept, self.advice) if part)


@dataclass(frozen=True)
class Result:
    """How one check ended; ``what`` and ``run`` tell of the first case where it did not hold."""

    name: str
    weight: float
    visible: bool
    passed: bool
    what: str = ""
    run: Any = None


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

    ``core`` is the name of the course's own function that it called, or "".
    """

    cases: tuple[Any, ...] = ()
    runs: tuple[Any, ...] = ()
    core: str = ""

    def completed(self) -> list[Any]:
        """The runs that ended without an exception."""
        return [run for run in self.runs if not isinstance(run, StudentError)]

    def errors(self) -> list[StudentError]:
        """The others."""
        return [run for run in self.runs if isinstance(run, StudentError)]

    def stopped(self) -> StudentError | None:
        """What ended all of it: a time limit or an interrupt is not waited for again."""
        return next(
            (e for e in self.errors() if e.kind in ("TimeLimit", "KeyboardInterrupt")), None
        )


def judge(
    exercise: Exercise, function: Any, seed: str | None = None, shown: Attempt | None = None
) -> Verdict:
    """Judge a function on the visible cases and, with a grading seed, on drawn ones. Never raises.

    ``shown`` is what ``attempt`` gave for the visible cases, for who judges with many seeds.
    """
    graded = seed is not None
    checks = tuple(_unasked(check) for check in exercise.checks if check.visible or graded)
    if not callable(function):
        message = Message(f"`{exercise.name}` is not a function.", advice="Hand over the function.")
        return Verdict(exercise, SUBMISSION_ERROR, checks, message, graded)
    try:
        seen = shown or attempt(exercise, function, exercise.visible)
        if seed is not None:
            drawn = exercise.draw(generator(exercise.id, seed))
            seen = attempt(exercise, function, drawn, after=seen)
        run = seen.runs[0]
        if isinstance(run, StudentError) and run.kind == "NotImplementedError":  # the stub's own
            message = Message("There is no answer here yet.", advice="Write it and check again.")
            return Verdict(exercise, NOT_ATTEMPTED, checks, message, graded)
        return _verdict(exercise, seen, _results(exercise, seen, graded), graded)
    except Exception as error:  # a fault of the exercise must not stop a notebook or a class
        what = f"The check itself failed ({type(error).__name__}: {error}). It is not your fault."
        message = Message(what, advice="Tell your instructor.")
        return Verdict(exercise, GRADER_ERROR, checks, message, graded)


def attempt(
    exercise: Exercise,
    function: Callable[..., Any],
    cases: Sequence[Any],
    after: Attempt | None = None,
) -> Attempt:
    """Observe a function on some cases, and add them to those ``after`` which they come."""
    before = after or Attempt()
    runs, core, stopped = list(before.runs), before.core, before.stopped()
    for case in cases:
        if stopped:
            runs.append(stopped)
            continue
        first = case is cases[0]  # watching every case would take twice as long
        with watch_for_core(exercise.reference) if first else nullcontext(Seen()) as seen:
            try:
                runs.append(exercise.observe(Student(function), case))
            except StudentError as error:
                runs.append(error)
                stopped = Attempt(runs=(error,)).stopped()
        core = core or seen.name
    return Attempt((*before.cases, *cases), tuple(runs), core)


def generator(*key: str) -> np.random.Generator:
    """A random generator that depends on the key alone."""
    digest = hashlib.sha256("|".join(key).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:16], "big"))


def _verdict(
    exercise: Exercise, attempt: Attempt, results: tuple[Result, ...], graded: bool
) -> Verdict:
    if attempt.core:
        what = f"Your code called the course's own `{attempt.core}`."
        if attempt.core == TAKEN_AWAY:
            what = f"Your code called `{TAKEN_AWAY}`, which hides what else it calls."
        message = _message(exercise, CALLS_CORE, Finding(what))
        failed = tuple(replace(result, passed=False) for result in results)
        return Verdict(exercise, FAILED, failed, message, graded)
    if all(result.passed for result in results):
        return Verdict(exercise, PASSED, results, None, graded)
    broken = len(attempt.errors()) == len(attempt.runs)
    message = _explain(exercise, attempt, results)
    return Verdict(exercise, SUBMISSION_ERROR if broken else FAILED, results, message, graded)


def _unasked(check: Check) -> Result:
    return Result(check.name, check.weight, check.visible, False)


def _results(exercise: Exercise, attempt: Attempt, graded: bool) -> tuple[Result, ...]:
    checks = [check for check in exercise.checks if check.visible or graded]
    results = [_ask(check, attempt) for check in checks]
    both = list(zip(checks, results, strict=True))
    if not any(result.passed for check, result in both if not check.supporting):
        results = [replace(r, passed=False) if c.supporting else r for c, r in both]
    return tuple(results)


def _ask(check: Check, attempt: Attempt) -> Result:
    """The check on every case that it applies to: it fails at the first where it does not hold."""
    for case, run in zip(attempt.cases, attempt.runs, strict=True):
        if not check.applies(case):
            continue
        failure = run.what if isinstance(run, StudentError) else check.test(run)
        if failure is not None:
            return Result(check.name, check.weight, check.visible, False, failure, run)
    return Result(check.name, check.weight, check.visible, True)


def _explain(exercise: Exercise, attempt: Attempt, results: Sequence[Result]) -> Message:
    """The most specific message: a named mistake, else an exception, else the first failed check."""
    failed = [result for result in results if not result.passed]
    judged = [r for r in failed if r.run is not None and not isinstance(r.run, StudentError)]
    if judged:
        for diagnosis in exercise.diagnoses:
            found = diagnosis.detect(attempt.completed())
            if found is not None:
                finding = found if isinstance(found, Finding) else Finding(found)
                return _message(exercise, diagnosis, finding)
    if attempt.errors():
        return _error_message(exercise, attempt)
    shown = set(map(id, attempt.runs[: len(exercise.visible)]))
    id_ = None if any(id(result.run) in shown for result in failed) else "hard-coded"
    concept = "The cases in the notebook pass, others do not." if id_ else ""
    svg = _picture(exercise, judged[0].run)
    return Message(judged[0].what, concept, id=id_, lesson=exercise.lesson, svg=svg)


def _message(exercise: Exercise, diagnosis: Diagnosis, finding: Finding) -> Message:
    from autograder.exercises.misconceptions import misconceptions

    named = misconceptions().get(diagnosis.id)
    pictured = named is None or named.pictured
    return Message(
        what=finding.what,
        concept=diagnosis.concept,
        advice=diagnosis.advice,
        id=diagnosis.id,
        lesson=named.lesson if named else exercise.lesson,
        svg=_picture(exercise, finding.run) if pictured else "",
    )


def _error_message(exercise: Exercise, attempt: Attempt) -> Message:
    error = attempt.errors()[0]
    case = attempt.cases[attempt.runs.index(error)]
    if error.kind == "TimeLimit":
        advice = "Look for a loop whose condition never becomes false."
        return Message(error.what, f"It was given {case}.", advice, id="too-slow")
    call = f"The call was {exercise.name} with {case}."
    return Message(error.what, call, ADVICE.get(error.kind, ""), id="raises")


def _picture(exercise: Exercise, run: Any) -> str:
    if run is None or isinstance(run, StudentError):
        return ""
    grid = exercise.grid(run)
    return grid.svg() if grid else ""
