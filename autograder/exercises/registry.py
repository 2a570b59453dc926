"""Finds exercises by id: ``ps1.minibatches`` is ``autograder/exercises/ps1/minibatches``.

A problem set is a package whose ``__init__`` has a ``TITLE``, the ``MINUTES`` it takes and the names of its
``EXERCISES`` in order. There are three kinds: the course's own ``psN`` here; those of other installed packages, which
name them in the entry point group ``autograder.exercises``; and a package of the set's name on the import path, such
as a folder beside the notebook. Nothing is imported before it is asked for.
"""

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from autograder.exercises.content import Exercise

GROUP = "autograder.exercises"


@dataclass(frozen=True)
class ProblemSet:
    """One problem set: its name (``ps1``), title, minutes and the ids of its exercises."""

    name: str
    title: str
    minutes: int
    exercises: tuple[str, ...]


def problem_sets() -> tuple[ProblemSet, ...]:
    """The course's own problem sets, in order, and those of other installed packages after them."""
    return tuple(_problem_set(name) for name in (*_own(), *_installed()))


def exercise_ids() -> tuple[str, ...]:
    """The ids of all exercises, in the order of the course."""
    return tuple(id for problems in problem_sets() for id in problems.exercises)


def load(id: str) -> "Exercise":
    """The content of an exercise. Raises KeyError, with the known ids, if there is none."""
    name, _, short = id.partition(".")
    module = _module(name)
    if module is None or id not in _problem_set(name).exercises:
        known = _problem_set(name).exercises if module else exercise_ids()
        raise KeyError(f"there is no exercise {id!r}; there are: {', '.join(known)}")
    return cast("Exercise", import_module(f"{module}.{short}").EXERCISE)


@cache
def installed_folders() -> tuple[Path, ...]:
    """The folders of other packages' problem sets: what grading has to take along, and what a grade rests on."""
    specs = [find_spec(module) for module in _installed().values()]
    places = [spec.submodule_search_locations for spec in specs if spec]
    return tuple(Path(place) for found in places for place in found or ())


def folders() -> tuple[Path, ...]:
    """The folders of all problem sets that are not the course's own: installed, or met on the import path."""
    return (*installed_folders(), *_met.values())


_met: dict[str, Path] = {}
"""The folders of problem sets that were found on the import path, by name."""


@cache
def _own() -> tuple[str, ...]:
    return tuple(sorted(file.parent.name for file in Path(__file__).parent.glob("ps*/__init__.py")))


@cache
def _installed() -> dict[str, str]:
    """The module of each problem set that another package brings. ValueError where two have one name."""
    found: dict[str, str] = {}
    for point in sorted(entry_points(group=GROUP)):
        if point.name in _own() or found.get(point.name, point.value) != point.value:
            raise ValueError(
                f"Two packages have a problem set {point.name!r}: {point.value} is one of them. "
                f"Rename it in the entry points of its package, in the group {GROUP}."
            )
        found[point.name] = point.value
    return found


def _module(name: str) -> str | None:
    """The module of a problem set; None if there is none of that name."""
    if name in _own():
        return f"autograder.exercises.{name}"
    if name in _installed():
        return _installed()[name]
    spec = find_spec(name) if name.isidentifier() else None
    places = (spec and spec.submodule_search_locations) or ()
    if not places or not hasattr(import_module(name), "EXERCISES"):
        return None
    _met[name] = Path(next(iter(places)))
    return name


@cache
def _problem_set(name: str) -> ProblemSet:
    module = import_module(_module(name) or name)
    exercises = tuple(f"{name}.{short}" for short in module.EXERCISES)
    return ProblemSet(name, module.TITLE, module.MINUTES, exercises)
