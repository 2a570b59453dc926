"""A class of a hundred, hostile submissions among it, graded for real.

``python -m tests.hostile.hundred`` (``make hostile``) prints a table: student, program, expected, got.
"""

import argparse
import tempfile
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.grading.intake.submission import shown
from tests.hostile.classroom import Classroom
from tests.specimens.hostile.members import choose


def table(room: Classroom) -> Table:
    """One line a student: the program, what it must get, what it got."""
    lines = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("Student", "Program", "Expected", "Got"):
        lines.add_column(name, overflow="fold")
    rows, problems = room.rows(), room.problems()
    for member in room.members:
        row = rows.get(member.student)
        got = f"{row.score:g} {row.outcome}" if row else "no row"
        wrong = "; ".join(problems.get(member.student, []))
        lines.add_row(
            escape(repr(shown(member.student))[1:-1][:24]),
            escape(member.program),
            f"{member.score:g} {member.outcome}",
            escape(f"{got} ✗ {wrong}" if wrong else f"{got} ✓"),
        )
    return lines


def main() -> int:
    """Grade the class and print what came of it; 1 where something is not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--students", type=int, default=100, help="how many; 0 for everyone there is"
    )
    arguments = parser.parse_args()
    console = Console()
    with tempfile.TemporaryDirectory(prefix="autograder-hundred-") as folder:
        room = Classroom(Path(folder), choose(arguments.students or None))
        run = room.grade("--jobs", "2")
        console.print(table(room))
        faults = [*room.faults(), *(f"left running: {name}" for name in run.left)]
        faults += [f"changed outside the course: {path}" for path in room.changed_outside()]
        wrong = room.problems()
    for fault in faults:
        console.print(escape(fault))
    console.print(
        f"{len(room.members)} students in {run.seconds:.0f} s, exit status {run.status}, "
        f"at most {run.peak / 2**20:.0f} MiB in the grader; {len(wrong) + len(faults)} problems"
    )
    return int(bool(wrong or faults or run.status != 1))


if __name__ == "__main__":
    raise SystemExit(main())
