"""What a run of the grader shows in a terminal: the progress with its time left, then one line a student."""

import logging
import re
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from autograder.grading.contract.results import Outcome, Row, Summary, counted
from autograder.grading.contract.text import count

_SIGNS = {
    Outcome.PASSED: "[green]✓[/] passed",
    Outcome.FAILED: "[yellow]✗[/] failed",
    Outcome.NOT_ATTEMPTED: "○ not attempted",
    Outcome.SUBMISSION_ERROR: "[red]![/] submission error",
    Outcome.GRADER_ERROR: "[red]![/] grader error",
    Outcome.MISSING: "– missing",
    Outcome.EXCUSED: "– excused",
    Outcome.WAITING: "… waits to be read",
    Outcome.BY_HAND: "✓ graded by hand",
}
REASON_LENGTH = 160
# What moves a cursor, sets a title or turns the writing round, and what no terminal can be sent.
_CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
_FIRST_SENTENCE = re.compile(r"(?<=[.])\s+(?=[A-Za-z`])")


class _Watcher:
    """Moves a progress bar as students are done."""

    def __init__(self, bar: Progress) -> None:
        self.bar = bar
        self.task: TaskID | None = None

    def started(self, to_grade: int, kept: int) -> None:
        if kept:
            self.bar.console.print(f"{kept} unchanged since they were graded; kept.")
        self.task = self.bar.add_task("Grading", total=to_grade)
        self.bar.start()

    def noted(self, text: str) -> None:
        self.bar.console.print(_text(text), highlight=False)

    def finished(self, row: Row) -> None:
        assert self.task is not None
        self.bar.update(self.task, advance=1, description=f"Grading · {_text(row.student[:20])}")


@contextmanager
def progress(console: Console) -> Iterator[_Watcher]:
    """A progress bar to hand to the runner as its watcher."""
    columns = (
        TextColumn("{task.description}", justify="left"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    bar = Progress(*columns, console=console)
    try:
        yield _Watcher(bar)
    finally:
        if bar.tasks:
            bar.stop()


def table(console: Console, summary: Summary) -> None:
    """One line a student, then the summary of the run."""
    lines = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    lines.add_column("Student", no_wrap=True, overflow="ellipsis", max_width=24)
    lines.add_column("Score", justify="right", no_wrap=True)
    lines.add_column("Outcome", no_wrap=True)
    lines.add_column("Why", overflow="fold")
    for row in summary.rows:
        lines.add_row(
            _text(row.student),
            row.standing,
            _SIGNS[row.outcome],
            _why(row),
        )
    console.print(lines)
    console.print()
    for line in closing(summary):
        console.print(line, highlight=False)


def closing(summary: Summary) -> list[str]:
    """The last lines of a run: how many of each outcome, the mean, what waits, the isolation, the time."""
    counts = Counter(row.outcome for row in summary.rows)
    lines = [
        f"{count(len(summary.rows), 'student')}: "
        + ", ".join(counted(n, outcome) for outcome, n in counts.most_common())
    ]
    scored = [row.score for row in summary.rows if row.counts]
    if scored:
        mean = f"{len(scored)} graded, mean score {sum(scored) / len(scored):.2f}"
        lines.append(f"{mean} · {summary.graded_now} of them now, in {summary.seconds:.1f} s")
    waiting = sum(e.outcome is Outcome.WAITING for row in summary.rows for e in row.exercises)
    if waiting:
        waits = "waits" if waiting == 1 else "wait"
        lines.append(f"{count(waiting, 'answer')} {waits} to be read in formgrader")
    levels = Counter(row.isolation for row in summary.rows if row.isolation)
    if summary.isolation and len(levels) == 1:
        lines.append(escape(summary.isolation))
    elif levels:
        lines.append("isolation: " + ", ".join(f"{n} {level}" for level, n in levels.most_common()))
    if summary.stopped:
        lines.append(f"[red]{escape(summary.stopped)}[/]")
    return lines


def quieten() -> None:
    """Keep nbgrader's and SQLAlchemy's own chatter out of a terminal that shows one line a student."""
    logging.getLogger("traitlets").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", message="Object of type", module="nbgrader")


def _why(row: Row) -> str:
    """What happened, in the first sentence of the reason; the rest is on the student's page."""
    text = _FIRST_SENTENCE.split(" ".join(row.reason.split()))[0]
    if len(text) > REASON_LENGTH:
        text = text[: REASON_LENGTH - 1].rsplit(" ", 1)[0] + " …"
    text = _text(text)
    return f"[bold]{_text(row.misconception)}[/] · {text}" if row.misconception else text


def _text(text: str) -> str:
    """Text of anyone's for rich: no markup, and nothing that a terminal obeys."""
    return escape(_CONTROL.sub("\ufffd", text))
