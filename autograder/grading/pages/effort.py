"""What the exercises took those students who handed in their ``progress.json``: theirs to share, and nobody's mark."""

import json
import math
import statistics
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from autograder.exercises.progress import FILE
from autograder.grading.course import Course

LARGEST = 200_000  # bytes of a file that is read


@dataclass(frozen=True)
class EffortLine:
    """One exercise: how many shared, and the medians of their attempts, hints and minutes."""

    exercise: str
    students: int
    attempts: float
    hints: float
    minutes: float


def effort_lines(
    course: Course, assignment: str, students: Iterable[str], exercises: Collection[str]
) -> list[EffortLine]:
    """A line for each of the exercises that somebody tried; a file that is not one of ours is passed over."""
    shared: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for student in students:
        path = course.folder("submitted", student, assignment) / FILE
        if path.is_file() and not path.is_symlink() and path.stat().st_size <= LARGEST:
            for exercise, numbers in _numbers(path.read_bytes()).items():
                if exercise in exercises:
                    shared[exercise].append(numbers)
    return [
        EffortLine(name, len(of), *(statistics.median(column) for column in zip(*of, strict=True)))
        for name, of in sorted(shared.items())
    ]


def _numbers(text: bytes) -> dict[str, tuple[float, float, float]]:
    """Attempts, hints and minutes by exercise, of those that were tried."""
    try:
        entries = json.loads(text)["exercises"]
        found = {str(entry["exercise"]): _three(entry) for entry in entries}
    # A student's file: anything may be in it, numbers of any length and brackets of any depth too.
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return {}
    return {name: numbers for name, numbers in found.items() if numbers[0]}


def _three(entry: dict[str, Any]) -> tuple[float, float, float]:
    attempts, hints, minutes = (float(entry[name]) for name in ("attempts", "hints", "minutes"))
    if not all(math.isfinite(n) and 0 <= n < 1e6 for n in (attempts, hints, minutes)):
        raise ValueError("no such numbers")
    return attempts, hints, minutes
