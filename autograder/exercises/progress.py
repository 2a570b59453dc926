"""``progress()``: one table over all problem sets, from the local log of attempts."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from autograder.exercises import log, registry

HEADINGS = ("exercise", "state", "checks", "hints", "last message")


@dataclass(frozen=True)
class Progress:
    """Rows of (exercise, state, checks, hints, last message); shows itself as a table."""

    rows: Sequence[tuple[str, str, int, int, str]]

    def __repr__(self) -> str:
        table = [HEADINGS, *(tuple(str(cell) for cell in row) for row in self.rows)]
        widths = [max(len(row[column]) for row in table) for column in range(len(HEADINGS))]
        lines = (
            "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip()
            for row in table
        )
        return "\n".join([*lines, self._total()])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": self.html()}

    def html(self) -> str:
        """The table as HTML."""
        head = "".join(f'<th scope="col" style="text-align:left">{h}</th>' for h in HEADINGS)
        body = "".join(
            "<tr>"
            + "".join(f'<td style="text-align:left">{escape(str(cell))}</td>' for cell in row)
            + "</tr>"
            for row in self.rows
        )
        caption = f'<caption style="text-align:left">{escape(self._total())}</caption>'
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def _total(self) -> str:
        passed = sum(row[1].startswith("✓") for row in self.rows)
        return f"{passed} of {len(self.rows)} exercises pass their visible checks."


def progress() -> Progress:
    """How far you are: every exercise with its state, checks, hints and last message."""
    return Progress([_row(id) for id in registry.exercise_ids()])


def _row(id: str) -> tuple[str, str, int, int, str]:
    checks = [entry for entry in log.read(id) if entry.get("event") == "check"]
    if not checks:
        state = "· not started"
    elif any(entry.get("outcome") == "passed" for entry in checks):
        state = "✓ passed"
    else:
        state = f"✗ {checks[-1].get('outcome')}"
    last = str(checks[-1].get("misconception") or "") if checks else ""
    return (id, state, len(checks), log.hints(id), last)
