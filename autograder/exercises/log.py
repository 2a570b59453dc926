"""The local log of attempts: which exercise, which outcome, which message, which hint. No code.

One JSON object a line in ``~/.autograder/attempts.jsonl`` (``AUTOGRADER_HOME`` names another
folder). It never leaves the machine. A grading writes nothing.
"""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

VARIABLE = "AUTOGRADER_HOME"


def path() -> Path:
    """The log file."""
    home = os.environ.get(VARIABLE)
    return (Path(home) if home else Path.home() / ".autograder") / "attempts.jsonl"


def write(exercise: str, event: str, **facts: Any) -> None:
    """Append one line. A disk that is full or read-only costs the line, not the student's check."""
    line = {"time": round(time.time(), 1), "exercise": exercise, "event": event, **facts}
    try:
        file = path()
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")
    except OSError:
        return


def read(exercise: str | None = None) -> Iterator[dict[str, Any]]:
    """The lines of one exercise, or all, oldest first. Damaged lines are passed over."""
    try:
        text = path().read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    for line in text.splitlines():
        try:
            entry = json.loads(line)
        except json.JSONDecodeError:
            continue
        if isinstance(entry, dict) and exercise in (None, entry.get("exercise")):
            yield entry


def attempts(exercise: str) -> int:
    """How often an answer was checked."""
    return sum(entry.get("event") == "check" for entry in read(exercise))


def passed(exercise: str) -> bool:
    """Whether all visible checks have passed once."""
    return any(entry.get("outcome") == "passed" for entry in read(exercise))


def hints(exercise: str) -> int:
    """The highest hint stage that was read."""
    return max(
        (int(e.get("stage", 0)) for e in read(exercise) if e.get("event") == "hint"), default=0
    )
