"""Finds exercises by id: ``ps1.minibatches`` is ``autograder/exercises/ps1/minibatches.py``.

A problem set is a package ``psN`` here whose ``__init__`` has a ``TITLE``, the ``MINUTES`` it takes
and the names of its ``EXERCISES`` in order. Nothing is imported before it is asked for.
"""

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from autograder.exercises.content import Exercise


@dataclass(frozen=True)
class ProblemSet:
    """One problem set: its name (``ps1``), title, minutes and the ids of its exercises."""

    name: str
    title: str
    minutes: int
    exercises: tuple[str, ...]


@cache
def problem_sets() -> tuple[ProblemSet, ...]:
    """All problem sets, in order."""
    found = Path(__file__).parent.glob("ps*/__init__.py")
    names = sorted(file.parent.name for file in found)
    return tuple(_problem_set(name) for name in names)


def exercise_ids() -> tuple[str, ...]:
    """The ids of all exercises, in the order of the course."""
    return tuple(id for problems in problem_sets() for id in problems.exercises)


def load(id: str) -> "Exercise":
    """The content of an exercise. Raises KeyError, with the known ids, if there is none."""
    if id not in exercise_ids():
        raise KeyError(f"there is no exercise {id!r}; there are: {', '.join(exercise_ids())}")
    return cast("Exercise", import_module(f"autograder.exercises.{id}").EXERCISE)


def _problem_set(name: str) -> ProblemSet:
    module = import_module(f"autograder.exercises.{name}")
    exercises = tuple(f"{name}.{short}" for short in module.EXERCISES)
    return ProblemSet(name, module.TITLE, module.MINUTES, exercises)
