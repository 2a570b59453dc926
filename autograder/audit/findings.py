"""Findings: what the trace proves to be a mistake, what is a fact, and what is only a question."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from autograder.audit.places import Place

if TYPE_CHECKING:
    from autograder.audit.observed import Observed
    from autograder.audit.record import Record

Grade = Literal["mistake", "fact", "question"]
GRADES: tuple[Grade, ...] = ("mistake", "question", "fact")


@dataclass(frozen=True)
class Finding:
    """One thing that was found.

    ``id`` is a misconception's of the course where there is one for it. ``text`` says what the trace shows,
    ``change`` what to change; a question has none, it asks.
    """

    id: str
    grade: Grade
    place: Place | None
    text: str
    change: str = ""

    def as_dict(self) -> dict[str, Any]:
        place = self.place
        return {
            "id": self.id,
            "grade": self.grade,
            "file": None if place is None else place.shown,
            "line": None if place is None else place.line,
            "text": self.text + (f" {self.change}" if self.change else ""),
        }


Findings = Iterator[Finding]
Rule = Callable[["Record", "Observed"], Iterable[Finding]]


def mistake(id: str, place: Place | None, text: str, change: str) -> Finding:
    """What the trace proves."""
    return Finding(id, "mistake", place, text, change)


def question(id: str, place: Place | None, text: str) -> Finding:
    """What is odd and may be meant."""
    return Finding(id, "question", place, f"{text} Was this meant?")


def mistake_if(proven: object, id: str, place: Place | None, text: str, change: str) -> Finding:
    """A mistake where it is proven, else the question whether it was meant."""
    return mistake(id, place, text, change) if proven else question(id, place, text)


def fact(id: str, place: Place | None, text: str) -> Finding:
    """What is so, and neither right nor wrong."""
    return Finding(id, "fact", place, text)
