"""``progress()``: one table over all problem sets, from the local log of attempts."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path
from typing import Any

from autograder.exercises import log, registry

HEADINGS = ("exercise", "state", "checks", "hints", "last message")
FILE = "progress.json"


@dataclass(frozen=True)
class Effort:
    """What an exercise took: how often it was checked, the hints read, minutes at work, whether it passes."""

    exercise: str
    attempts: int
    hints: int
    minutes: float
    passed: bool


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

    def export(self, file: str | Path = FILE) -> Path:
        """Write what each exercise took into a file that you may hand in beside your notebook; no code is in it.

        Nobody else ever writes it, and without it nothing is known of your attempts.
        """
        path = Path(file)
        found = [asdict(effort(row[0])) for row in self.rows]
        path.write_text(json.dumps({"exercises": found}, indent=1) + "\n", encoding="utf-8")
        return path

    def _total(self) -> str:
        passed = sum(row[1].startswith("✓") for row in self.rows)
        return f"{passed} of {len(self.rows)} exercises pass their visible checks."


def progress() -> Progress:
    """How far you are: every exercise with its state, checks, hints and last message."""
    return Progress([_row(id) for id in registry.exercise_ids()])


def effort(exercise: str) -> Effort:
    """What the log of attempts says of an exercise."""
    return Effort(
        exercise,
        log.attempts(exercise),
        log.hints(exercise),
        round(log.seconds(exercise) / 60, 1),
        log.passed(exercise),
    )


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
