"""What an exercise consists of: cases, an observation, checks, diagnoses. Content only.

A content module builds one :class:`Exercise` and adds checks and diagnoses to it by decorator.
:mod:`autograder.exercises.engine` runs it. ``docs/writing-exercises.md`` is the guide.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np

HINT_STAGES = 3


class Run(Protocol):
    """What was observed when the student's function met one case; content modules define it."""

    case: Any


Test = Callable[[Any], str | None]
Detector = Callable[[Sequence[Any]], "str | Finding | None"]


@dataclass(frozen=True)
class Finding:
    """What a detector saw, in the student's own numbers, and the run that shows it best."""

    what: str
    run: Any = None


@dataclass(frozen=True)
class Check:
    """One thing that must hold.

    ``test`` takes a run and returns None if it holds, else one sentence saying what happened (never
    what was expected). ``applies`` says for which cases it is asked. A ``visible`` check is shown
    in the notebook; at grading every check is also asked on the drawn cases. A ``supporting`` check
    (a type, arguments left alone) is asked only if another one holds: doing nothing is no feat. ``needs``
    names the checks without which this one cannot be asked: one cause is said once.
    """

    name: str
    weight: float
    visible: bool
    test: Test
    applies: Callable[[Any], bool]
    supporting: bool
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Diagnosis:
    """A mistake that can be named.

    ``detect`` gets all runs that ended without an exception and returns what happened, or None.
    ``id`` is that of a misconception, or of a slip (see :mod:`autograder.exercises.slips`), to which the
    message's second sentence belongs; ``advice`` is the third.
    """

    id: str
    advice: str
    detect: Detector


class Nothing(str):
    """What a check says of a run in which nothing happened: it is no failure where other cases show that it holds."""


class Mistakes(list[Diagnosis]):
    """The diagnoses of an exercise; those added first are asked first."""

    def claim(self, id: str, *, advice: str, once: bool = False) -> Callable[[Test], Test]:
        """Add a mistake by the decorated claim about a run.

        It returns the sentence that is true of the run and shows the mistake, "" for a run that agrees
        with the mistake but does not show it, None for one that speaks against it. A mistake is named
        if no run speaks against it and one shows it; with ``once``, if one shows it.
        """

        def add(claim: Test) -> Test:
            def detect(runs: Sequence[Any]) -> Finding | None:
                said = [claim(run) for run in runs]
                if None in said and not once:
                    return None
                told = zip(said, runs, strict=True)
                return next((Finding(what, run) for what, run in told if what), None)

            self.append(Diagnosis(id, advice, detect))
            return claim

        return add

    def diagnosis(self, id: str, *, advice: str) -> Callable[[Detector], Detector]:
        """Add a mistake by the decorated detector, which gets all runs."""

        def add(detect: Detector) -> Detector:
            self.append(Diagnosis(id, advice, detect))
            return detect

        return add


@dataclass
class Exercise:
    """One exercise.

    ``visible`` are the cases of the notebook; ``draw(rng)`` gives those of the grading. ``observe``
    calls the student's function on one case and returns a run, whose ``grid`` is the picture of its
    samples and steps where there is one. ``source`` is the content module's
    ``__file__``: the hints stand beside it, in a Markdown file of the same name. ``lesson`` is the number of one of
    the course's lessons, or the address of a page of yours.
    """

    id: str
    title: str
    lesson: int | str
    points: float
    reference: Callable[..., Any]
    visible: Sequence[Any]
    draw: Callable[[np.random.Generator], Sequence[Any]]
    observe: Callable[[Any, Any], Any]
    source: str
    checks: list[Check] = field(default_factory=list)
    diagnoses: Mistakes = field(default_factory=Mistakes)

    @property
    def name(self) -> str:
        """The name of the function that the student writes."""
        return self.id.partition(".")[2]

    def check(
        self,
        name: str,
        *,
        weight: float = 1.0,
        visible: bool = True,
        applies: Callable[[Any], bool] = lambda case: True,
        supporting: bool = False,
        needs: tuple[str, ...] = (),
    ) -> Callable[[Test], Test]:
        """Add the decorated test as a check."""

        def add(test: Test) -> Test:
            self.checks.append(Check(name, weight, visible, test, applies, supporting, needs))
            return test

        return add

    def checks_asked(self, graded: bool) -> list[Check]:
        """The checks of a grading, or those of the notebook."""
        return [check for check in self.checks if check.visible or graded]

    def share(self, check: Check) -> float:
        """The part of the exercise's points that a check is worth, in [0, 1]."""
        return check.weight / sum(check.weight for check in self.checks)

    @cached_property
    def text(self) -> dict[str, str]:
        """The sections of the Markdown file: ``Hint 1`` to ``Hint 3`` and ``Explanation``."""
        sections: dict[str, str] = {}
        text = Path(self.source).with_suffix(".md").read_text(encoding="utf-8")
        for part in ("\n" + text).split("\n# ")[1:]:
            heading, _, body = part.partition("\n")
            sections[heading.strip()] = body.strip()
        return sections

    def hint(self, stage: int) -> str:
        """The hint of a stage: 1 the concept, 2 where to look, 3 a sketch of the code."""
        if stage not in range(1, HINT_STAGES + 1):
            raise ValueError(f"hint stages run from 1 to {HINT_STAGES}, not {stage!r}")
        return self.text[f"Hint {stage}"]
