"""Findings: what the trace proves to be a mistake, what is a fact, and what is only a question."""

from collections.abc import Callable
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


Rule = Callable[["Record", "Observed"], list[Finding]]
