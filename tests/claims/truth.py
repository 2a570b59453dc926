"""Takes a message apart, and asks of each of its sentences whether it is true."""

import re
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import numpy as np

from autograder.exercises.content import Exercise
from autograder.exercises.engine import MEMORY, attempt, generator, judge
from autograder.exercises.guard import StudentError
from autograder.exercises.registry import load
from autograder.exercises.slips import concept
from autograder.exercises.verdict import Attempt, Message

Predicate = Callable[[Sequence[Any], "re.Match[str]"], bool]
Claim = tuple[str, Predicate]  # a pattern of a whole sentence, and whether it is true of the runs
ASKED_AGAIN = re.compile(r"For (.+) all was right, and not when the same was asked again\.")
WORDS = 60  # of a message, at most
ALL_PASS = re.compile(r"All cases of the notebook pass; (\d+) of (\d+) others fail\.")


@np.errstate(all="ignore")  # what comes back may be infinite, as in judge
def false_claims(
    id: str, function: Callable[..., Any], seed: str | None = None, shown: Attempt | None = None
) -> list[str]:
    """The sentences of the message for a function that are false, or unknown.

    The message is the notebook's, or with a grading seed the grading's; ``shown`` is what ``attempt`` gave for
    the visible cases.
    """
    exercise = load(id)
    seen = shown = shown or attempt(exercise, function, exercise.visible)
    if seed is not None:
        seen = attempt(exercise, function, exercise.draw(generator(id, seed)), after=shown)
    message = judge(exercise, function, seed, shown).message
    if message is None:
        return []
    claims = import_module(f"tests.claims.{id.partition('.')[0]}")
    parts = [
        (message.what, _is_true(exercise, message, seen, claims.SENTENCES.get(id, ()))),
        (message.concept, _concept_is_true(message, seen)),
        (
            f"[{message.id}] {message.advice}",
            _belief_is_true(message, seen, claims.BELIEFS.get(id, {})),
        ),
    ]
    false = [text for text, true in parts if not true]
    return false if len(message.text.split()) <= WORDS else [*false, f"{message.text} (too long)"]


def _is_true(exercise: Exercise, message: Message, seen: Attempt, claims: Sequence[Claim]) -> bool:
    """Whether the first sentence, which is about this program, is true."""
    if message.id == "returns-nothing":
        return seen.nothing
    if message.id == "calls-core":
        return seen.core in message.what
    if message.id in ("raises", "too-slow"):
        return bool(seen.errors())
    if match := ASKED_AGAIN.fullmatch(message.what):
        return _changes_its_answer(exercise, seen) and str(seen.cases[0]) == match[1]
    for pattern, predicate in claims:
        if match := re.fullmatch(pattern, message.what):
            return predicate(seen.completed(), match)
    return False


def _changes_its_answer(exercise: Exercise, seen: Attempt) -> bool:
    """Whether the first case, asked again, meets other checks than before."""
    again = attempt(exercise, seen.function, seen.cases[:1]).runs[0]
    if isinstance(again, StudentError):
        return not isinstance(seen.runs[0], StudentError)
    checks = [check for check in exercise.checks if check.applies(seen.cases[0])]
    return [check.test(seen.runs[0]) for check in checks] != [check.test(again) for check in checks]


def _concept_is_true(message: Message, seen: Attempt) -> bool:
    """Whether the second sentence is the rule of the id, which is true whatever the program does."""
    if match := ALL_PASS.fullmatch(message.concept):
        return 0 < int(match[1]) <= int(match[2]) < len(seen.cases)
    if message.id in ("raises", "too-slow"):
        return not message.concept or any(str(case) in message.concept for case in seen.cases)
    if ASKED_AGAIN.fullmatch(message.what):
        return message.concept == MEMORY
    return message.concept == (concept(message.id) if message.id else "")


def numbers(text: str) -> set[int]:
    """The sample numbers that a text like "samples 3, 5 and 2 more" gives."""
    return {int(number) for number in re.findall(r"\d+(?! more| others)\b", text)}


def of_case(runs: Sequence[Any], case: str) -> list[Any]:
    """The runs of a case that is given in words."""
    return [run for run in runs if str(run.case) == case]


def _belief_is_true(message: Message, seen: Attempt, beliefs: dict[str, Any]) -> bool:
    """Whether the program does what the id says; without one nothing is said."""
    if message.id in (None, "returns-nothing", "calls-core", "raises", "too-slow", "hard-coded"):
        return True
    belief = beliefs.get(message.id)
    return belief is not None and belief(seen.completed())
