"""Runs an exercise against a student's function and says which checks hold and what went wrong.

Two suites: the visible cases, which the notebook runs, and cases drawn from a secret seed, which
only the grading runs. A check holds if it holds on every case that it applies to.
"""

import hashlib
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.exercises.content import Check, Exercise, Finding, Nothing
from autograder.exercises.guard import Student, StudentError
from autograder.exercises.signature import about_call
from autograder.exercises.slips import concept
from autograder.exercises.spy import TAKEN_AWAY, Seen, watch_for_core
from autograder.exercises.verdict import (
    FAILED,
    GRADER_ERROR,
    NOT_ATTEMPTED,
    PASSED,
    SUBMISSION_ERROR,
    Attempt,
    Message,
    Result,
    Verdict,
)

MOST = 0.6  # of the drawn cases, and each check on some of them, fail an answer that was typed in
AGAIN = 0.1  # of the time limit is left for a case after another one that was late
ENDED = 0.2  # of a check's cases must have come to their end, or the check is not met
SHOWN = 2 / 3  # of them must show that it holds, where in others nothing happened

ALONE = "Write the steps yourself, with Python and NumPy alone."
GIVE_BACK = "Write `return` and the result where the work is done."
MEMORY = "What a call gives depends on what it is given, not on calls before."

ADVICE = {
    "AttributeError": "Print the type of the object, and look up what it has.",
    "IndexError": "Print the index and the length of what it points into.",
    "KeyError": "Print the keys that are there.",
    "NameError": "Compare the name, letter by letter, with where it is defined.",
    "RecursionError": "A function that calls itself needs a case where it stops.",
    "TypeError": "Print the types of the values on this line.",
    "UnboundLocalError": "Give the name a value before the line that reads it.",
    "ValueError": "Print the values and shapes on this line.",
}


@np.errstate(all="ignore")  # what comes back may be infinite: no warning of NumPy's for that
def judge(
    exercise: Exercise, function: Any, seed: str | None = None, shown: Attempt | None = None
) -> Verdict:
    """Judge a function on the visible cases and, with a grading seed, on drawn ones. Never raises.

    ``shown`` is what ``attempt`` gave for the visible cases, for who judges with many seeds.
    """
    graded = seed is not None
    checks = tuple(_unasked(exercise, check) for check in exercise.checks_asked(graded))
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
    before = after or Attempt(nothing=True)
    runs, core = list(before.runs), before.core
    student = Student(function)
    limit = student.limit
    for case in cases:
        so_far = Attempt(runs=tuple(runs))
        if stopped := so_far.stopped():
            runs.append(stopped)
            continue
        student.limit = limit * AGAIN if so_far.late() else limit
        first = case is cases[0]  # watching every case would take twice as long
        with watch_for_core(exercise.reference) if first else nullcontext(Seen()) as seen:
            try:
                runs.append(exercise.observe(student, case))
            except StudentError as error:
                runs.append(error)
        core = core or seen.name
    nothing = before.nothing and student.only_none
    return Attempt(function, (*before.cases, *cases), tuple(runs), core, nothing)


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
            what = f"Your code hides which functions it calls, as `{TAKEN_AWAY}` does."
        message = _message(exercise, "calls-core", ALONE, Finding(what))
        failed = tuple(replace(result, passed=False) for result in results)
        return Verdict(exercise, FAILED, failed, message, graded)
    if attempt.nothing and attempt.completed():
        finding = Finding("Your function returned None.")
        message = _message(exercise, "returns-nothing", GIVE_BACK, finding)
        unasked = tuple(replace(result, passed=False, asked=False) for result in results)
        return Verdict(exercise, FAILED, unasked, message, graded)
    explained = results
    results = _without_feats_of_nothing(exercise, results)
    if all(result.passed for result in results):
        return Verdict(exercise, PASSED, results, None, graded)
    broken = len(attempt.errors()) == len(attempt.runs)
    message = _explain(exercise, attempt, explained)
    return Verdict(exercise, SUBMISSION_ERROR if broken else FAILED, results, message, graded)


def _unasked(exercise: Exercise, check: Check) -> Result:
    share = exercise.share(check)
    return Result(check.name, check.weight, check.visible, False, asked=False, share=share)


def _results(exercise: Exercise, attempt: Attempt, graded: bool) -> tuple[Result, ...]:
    checks = exercise.checks_asked(graded)
    charged = _charged(checks, attempt)
    results: dict[str, Result] = {}
    bars: set[str] = set()  # what cannot be built upon
    for check in checks:
        unasked = _unasked(exercise, check)
        may_ask = bars.isdisjoint(check.needs)
        result = _ask(check, attempt, check in charged, unasked) if may_ask else unasked
        results[check.name] = result
        if not (may_ask and _bears(check, attempt, result)):
            bars.add(check.name)
    return tuple(results.values())


def _asked(check: Check, attempt: Attempt) -> list[Any]:
    """The runs of the cases that a check applies to."""
    cases = zip(attempt.cases, attempt.runs, strict=True)
    return [run for case, run in cases if check.applies(case)]


def _ended(runs: Sequence[Any]) -> list[Any]:
    return [run for run in runs if not isinstance(run, StudentError)]


def _holds(check: Check, run: Any) -> bool:
    """Whether a check holds on a run, or nothing happened there."""
    failure = check.test(run)
    return failure is None or isinstance(failure, Nothing)


def _bears(check: Check, attempt: Attempt, result: Result) -> bool:
    """Whether others may be asked: it holds, or on all its cases that came to their end, and half of them did."""
    if not isinstance(result.run, StudentError):
        return result.passed
    asked = _asked(check, attempt)
    ended = _ended(asked)
    return 2 * len(ended) >= len(asked) and all(_holds(check, run) for run in ended)


def _charged(checks: Sequence[Check], attempt: Attempt) -> list[Check]:
    """The checks that exceptions are charged to: as few as have all the cases that were raised in.

    The first is that of whose cases most were raised in: it tells best in which. Of equal ones it is one that
    fails anyway, for that may be the same mistake, else the heaviest.
    """
    raised = {i for i, run in enumerate(attempt.runs) if isinstance(run, StudentError)}
    applied = {
        check.name: {i for i, case in enumerate(attempt.cases) if check.applies(case)}
        for check in checks
    }
    fails = {
        check.name: raised and not all(_holds(check, run) for run in _ended(_asked(check, attempt)))
        for check in checks
    }
    charged: list[Check] = []
    while candidates := [check for check in checks if applied[check.name] & raised]:
        charged.append(
            max(
                candidates,
                key=lambda check: (
                    not check.supporting,
                    len(applied[check.name] & raised) / len(applied[check.name]),
                    bool(fails[check.name]),
                    check.weight,
                ),
            )
        )
        raised -= applied[charged[-1].name]
    return charged


def _ask(check: Check, attempt: Attempt, charged: bool, unasked: Result) -> Result:
    """The check on every case that it applies to: it fails at the first where it does not hold.

    An exception is one mistake: it fails the checks that are ``charged`` with it; the others are asked of the
    cases that ended, unless too few of theirs did.
    """
    answer = replace(unasked, asked=True)
    asked = _asked(check, attempt)
    by_exception = charged or len(_ended(asked)) < ENDED * len(asked)
    failures = [run.what if isinstance(run, StudentError) else check.test(run) for run in asked]
    shown = sum(failure is None for failure in failures)
    for run, failure in zip(asked, failures, strict=True):
        if isinstance(run, StudentError) and not by_exception:
            continue
        if isinstance(failure, Nothing) and shown >= SHOWN * len(asked):
            continue
        if failure is not None:
            return replace(answer, what=failure, run=run)
    return replace(answer, passed=True)


def _without_feats_of_nothing(
    exercise: Exercise, results: tuple[Result, ...]
) -> tuple[Result, ...]:
    """Supporting checks are not asked where no other check holds."""
    supporting = {check.name for check in exercise.checks if check.supporting}
    if any(result.passed for result in results if result.name not in supporting):
        return results
    return tuple(
        replace(r, passed=False, asked=False) if r.name in supporting else r for r in results
    )


def _explain(exercise: Exercise, attempt: Attempt, results: Sequence[Result]) -> Message:
    """The most specific message: a named mistake, else an exception, else the first failed check.

    What fails in the notebook is told before what fails with other cases.
    """
    shown = attempt.runs[: len(exercise.visible)]
    notebook = replace(attempt, cases=attempt.cases[: len(shown)], runs=shown)
    here = _failed(_results(exercise, notebook, graded=True))
    failed = here or _failed(results)
    judged = [r for r in failed if r.run is not None and not isinstance(r.run, StudentError)]
    if judged:
        for diagnosis in exercise.diagnoses:
            found = diagnosis.detect(attempt.completed())
            if found is not None:
                finding = found if isinstance(found, Finding) else Finding(found)
                return _message(exercise, diagnosis.id, diagnosis.advice, finding)
    if _remembers(exercise, attempt):
        what = f"For {attempt.cases[0]} all was right, and not when the same was asked again."
        return Message(what, MEMORY, "Make what a call needs inside of it.", lesson=exercise.lesson)
    raised_here = any(isinstance(run, StudentError) for run in shown)
    if attempt.errors() and (raised_here or not here):
        return _error_message(exercise, attempt)
    what, svg = judged[0].what, _picture(judged[0].run)
    if here:
        return Message(what, lesson=exercise.lesson, svg=svg)
    drawn = list(zip(attempt.cases, attempt.runs, strict=True))[len(shown) :]
    failing = [_failing(exercise, case, run) for case, run in drawn]
    count = sum(map(any, failing))
    others = f"All cases of the notebook pass; {count} of {len(drawn)} others fail."
    typed_in = count >= MOST * len(drawn) and all(map(any, zip(*failing, strict=True)))
    id_ = "hard-coded" if typed_in else None
    return Message(what, others, id=id_, lesson=exercise.lesson, svg=svg)


def _remembers(exercise: Exercise, attempt: Attempt) -> bool:
    """Whether the first case, where all was right, goes wrong when it is asked again."""

    def right(run: Any) -> bool:
        checks = (check for check in exercise.checks if check.applies(attempt.cases[0]))
        return not isinstance(run, StudentError) and all(_holds(check, run) for check in checks)

    if attempt.function is None or attempt.late() or not right(attempt.runs[0]):
        return False
    try:
        return not right(exercise.observe(Student(attempt.function), attempt.cases[0]))
    except StudentError:
        return True


def _failed(results: Sequence[Result]) -> list[Result]:
    return [result for result in results if result.asked and not result.passed]


def _failing(exercise: Exercise, case: Any, run: Any) -> list[bool]:
    """For each check but the supporting ones, whether it fails on a case, or one that it needs does."""
    failing: dict[str, bool] = {}
    for check in exercise.checks:
        failing[check.name] = any(failing.get(name, False) for name in check.needs) or (
            check.applies(case) and (isinstance(run, StudentError) or check.test(run) is not None)
        )
    return [failing[check.name] for check in exercise.checks if not check.supporting]


def _message(exercise: Exercise, id: str, advice: str, finding: Finding) -> Message:
    from autograder.exercises.misconceptions import misconceptions

    named = misconceptions().get(id)
    pictured = named is None or named.pictured
    return Message(
        what=finding.what,
        concept=concept(id),
        advice=advice,
        id=id,
        lesson=named.lesson if named else exercise.lesson,
        svg=_picture(finding.run) if pictured else "",
    )


def _error_message(exercise: Exercise, attempt: Attempt) -> Message:
    error = attempt.errors()[0]
    case = attempt.cases[attempt.runs.index(error)]
    if error.kind == "TimeLimit":
        advice = "Look for a loop whose condition never becomes false."
        return Message(error.what, f"It was given {case}.", advice, id="too-slow")
    if error.kind == "TypeError" and not error.line:
        what, advice = about_call(exercise.name, attempt.function, exercise.reference, error.text)
        return Message(what, advice=advice, id="raises")
    call = f"The call was {exercise.name} with {case}."
    advice = ADVICE.get(error.kind, "")
    if error.kind == "TypeError" and " argument" in error.text:
        advice = "Compare the call on this line with the first line of what it calls."
    return Message(error.what, call, advice, id="raises")


def _picture(run: Any) -> str:
    if run is None or isinstance(run, StudentError):
        return ""
    grid = getattr(run, "grid", None)
    return grid.svg() if grid else ""
