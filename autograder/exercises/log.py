"""The local log of attempts: which exercise, which outcome, which message, which hint. No code.

One JSON object a line in ``~/.autograder/attempts.jsonl`` (``AUTOGRADER_HOME`` names another
folder; in a browser it is ``my_work/attempts.jsonl``, which the browser keeps). It never leaves the machine. A
grading writes nothing.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

VARIABLE = "AUTOGRADER_HOME"
PAUSE = 600.0
"""Seconds between two lines from which on nobody was at work in between."""
IN_A_BROWSER = Path("/drive/my_work")
"""JupyterLite's files, which the browser keeps; a home folder there is gone with the kernel."""


def path() -> Path:
    """The log file."""
    home = os.environ.get(VARIABLE)
    in_a_browser = sys.platform == "emscripten" and IN_A_BROWSER.parent.is_dir()
    usual = IN_A_BROWSER if in_a_browser else Path.home() / ".autograder"
    return (Path(home) if home else usual) / "attempts.jsonl"


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
    """How often an answer was checked; the stub is none, and a fault of the check is not the student's."""
    checks = (entry for entry in read(exercise) if entry.get("event") == "check")
    return sum(entry.get("outcome") not in ("not attempted", "grader error") for entry in checks)


def passed(exercise: str) -> bool:
    """Whether all visible checks have passed once."""
    return any(entry.get("outcome") == "passed" for entry in read(exercise))


def hints(exercise: str) -> int:
    """The highest hint stage that was read."""
    return max(
        (int(e.get("stage", 0)) for e in read(exercise) if e.get("event") == "hint"), default=0
    )


def seconds(exercise: str) -> float:
    """How long somebody was at work on it: the time between two lines belongs to the later one's exercise."""
    total, before = 0.0, None
    for entry in read():
        now = entry.get("time")
        if not isinstance(now, int | float):
            continue
        if before is not None and entry.get("exercise") == exercise and 0 < now - before < PAUSE:
            total += now - before
        before = now
    return total
