"""Diagnoses, findings and words that exercises share."""

from collections.abc import Callable, Sequence
from typing import Any

from autograder.exercises.content import Detector, Diagnosis, Finding


class Mistakes(list[Diagnosis]):
    """The diagnoses of an exercise that has them in a module of their own."""

    def diagnosis(self, id: str, *, concept: str, advice: str) -> Callable[[Detector], Detector]:
        """Add the decorated detector; those added first are asked first."""

        def add(detect: Detector) -> Detector:
            self.append(Diagnosis(id, concept, advice, detect))
            return detect

        return add


def first(runs: Sequence[Any], test: Callable[[Any], str | None]) -> Finding | None:
    """A finding at the first run that fails a test."""
    for run in runs:
        if what := test(run):
            return Finding(what, run)
    return None


def shown(values: Sequence[float], at_most: int = 6) -> str:
    """Numbers as words, to three digits: "0.5, 0.75 and 2"."""
    texts = [f"{value:.3g}" for value in values[:at_most]]
    if len(values) > at_most:
        return f"{', '.join(texts)} …"
    return ", ".join(texts) if len(texts) < 2 else f"{', '.join(texts[:-1])} and {texts[-1]}"
