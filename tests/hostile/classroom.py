"""A class in a course of its own, graded by the real command, and what of it is not as it must be."""

import csv
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import nbformat
import psutil

from autograder.grading.contract.results import Row
from autograder.grading.course import Course
from autograder.grading.intake.submission import shown
from autograder.grading.sandbox.zygote import linux
from autograder.grading.score.current_rows import current_rows
from tests.specimens.hostile import honest
from tests.specimens.hostile.assignment import CONFIG, HIDDEN, NAME, source_notebook
from tests.specimens.hostile.members import Member


@dataclass(frozen=True)
class Run:
    """What a run of the command came to: its exit status, its text, its time, the most memory its process had."""

    status: int
    said: str
    seconds: float
    peak: int
    left: list[str]


class Classroom:
    """A course in ``folder``, with things beside it that nobody may touch."""

    def __init__(self, folder: Path, members: Sequence[Member]) -> None:
        self.folder, self.members = folder, members
        for name in ("home", "tmp", "neighbour"):
            (folder / name).mkdir()
        (folder / "neighbour" / "kept.txt").write_text("a planted secret")
        root = folder / "course"
        (root / "source" / NAME).mkdir(parents=True)
        nbformat.write(source_notebook(), root / "source" / NAME / f"{NAME}.ipynb")
        (root / "nbgrader_config.py").write_text(CONFIG)
        self.course = Course(root)
        self.course.release(NAME)
        self._take_in()
        self.outside = self._outside()

    def _take_in(self) -> None:
        released = self.course.folder("release", ".", NAME) / f"{NAME}.ipynb"
        text = released.read_text("utf-8")
        for member in self.members:
            if member.hand_in is None:
                with self.course.gradebook() as gradebook:
                    gradebook.add_student(member.student)
                continue
            folder = self.course.root / "submitted" / member.student / NAME
            folder.mkdir(parents=True)
            member.hand_in(folder, nbformat.reads(text, as_version=4))

    def _outside(self) -> dict[str, tuple[int, int, int]]:
        """Everything beside the course: mode, size and time of each file and folder."""
        paths = (
            p for name in ("home", "tmp", "neighbour") for p in (self.folder / name).rglob("*")
        )
        facts = {str(path): path.lstat() for path in paths}
        return {path: (s.st_mode, s.st_size, s.st_mtime_ns) for path, s in facts.items()}

    def start(self, output: IO[str], *options: str) -> subprocess.Popen[str]:
        """The command as an instructor runs it, with a home and a folder for temporary files of its own."""
        command = [sys.executable, "-m", "autograder.cli", "grade", NAME]
        places = {"HOME": str(self.folder / "home"), "TMPDIR": str(self.folder / "tmp")}
        places["MPLCONFIGDIR"] = str(
            self.folder / "fonts"
        )  # where Matplotlib keeps its list of fonts
        return subprocess.Popen(
            [*command, "--course", str(self.course.root), *options],
            env={**os.environ, **places, "COLUMNS": "250"},
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def grade(self, *options: str) -> Run:
        """Run the command to its end, watching its memory and who outlives it."""
        linux.become_subreaper()  # what outlives the command becomes a child of this process
        before = set(psutil.Process().children(recursive=True))
        began, peak = time.monotonic(), 0
        with tempfile.TemporaryFile("w+") as output, self.start(output, *options) as process:
            while process.poll() is None:
                peak = _peak(process.pid) or peak
                time.sleep(0.25)
            output.seek(0)
            said = output.read()
        seconds = time.monotonic() - began
        left = [p for p in psutil.Process().children(recursive=True) if p not in before]
        running = [p for p in left if p.status() != psutil.STATUS_ZOMBIE]
        return Run(process.returncode, said, seconds, peak, [str(p.cmdline()) for p in running])

    def rows(self) -> dict[str, Row]:
        """Everyone's row as report and export have it."""
        return {row.student: row for row in current_rows(self.course, NAME)}

    def problems(self) -> dict[str, list[str]]:
        """What is not as it must be, by student."""
        rows = self.rows()
        found = {m.student: _differences(m, rows.get(m.student)) for m in self.members}
        found |= {student: ["is not in the class"] for student in set(rows) - set(found)}
        for member in self.members:
            found[member.student] += self._page_problems(member)
        return {student: problems for student, problems in found.items() if problems}

    def _page_problems(self, member: Member) -> list[str]:
        """What is wrong with a student's feedback page."""
        path = self.course.folder("feedback", member.student, NAME) / f"{NAME}.html"
        if not path.is_file():
            needless = member.hand_in is None or member.outcome == "missing"
            return [] if needless or member.student == honest.NO_TEXT else ["has no feedback page"]
        text = path.read_text("utf-8")
        shown = [
            secret for secret in (*HIDDEN, "<script", "onerror=alert(4711)>") if secret in text
        ]
        return [f"page shows {secret!r}" for secret in shown] + (
            [f"page has {len(text)} characters"] if len(text) > 2_000_000 else []
        )

    def faults(self) -> list[str]:
        """What is wrong with the gradebook and the export."""
        rows = self.rows()
        faults = []
        with closing(sqlite3.connect(self.course.root / "gradebook.db")) as book:
            if (sound := book.execute("PRAGMA integrity_check").fetchone()) != ("ok",):
                faults.append(f"integrity_check: {sound}")
        with self.course.gradebook() as gradebook:
            stored = {s.student.id: s.score for s in gradebook.assignment_submissions(NAME)}
        faults += [
            f"{s!r}: gradebook {score}, row {rows[s].score}"
            for s, score in stored.items()
            if rows[s].score != score
        ]
        faults += [
            f"{s!r} has points and is not in the gradebook"
            for s in rows
            if rows[s].score and s not in stored
        ]
        marks = self.folder / "marks.csv"
        subprocess.run(
            [
                sys.executable,
                "-m",
                "autograder.cli",
                "export",
                NAME,
                "--course",
                self.course.root,
                "--to",
                marks,
            ],
            check=True,
            capture_output=True,
        )
        with marks.open(newline="", encoding="utf-8-sig") as file:
            lines = list(csv.DictReader(file))
        exported = {_plain(line["student"]): float(line["score"] or 0) for line in lines}
        expected = {
            shown(student).replace("\ufffd", "?"): row.score for student, row in rows.items()
        }
        faults += [f"exported {s!r}" for s in set(exported.items()) ^ set(expected.items())]
        return faults

    def changed_outside(self) -> list[str]:
        """What is new, gone or different beside the course."""
        return sorted(
            {path for path, _ in set(self._outside().items()) ^ set(self.outside.items())}
        )


def _peak(pid: int) -> int:
    """The most resident memory that a process ever had, in bytes (proc(5), VmHWM); 0 when it is gone."""
    try:
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return 0
    return int(found.group(1)) * 1024 if found else 0


def _plain(name: str) -> str:
    """A student's name without the mark that keeps a spreadsheet from reading a formula."""
    return name[1:] if re.match(r"'[=+@-]", name) else name


def _differences(member: Member, row: Row | None) -> list[str]:
    """Where a row is not what the member must get."""
    if row is None:
        return ["has no row"]
    found = []
    if round(row.score, 2) != member.score:
        found.append(f"score {row.score:g}")
    if str(row.outcome) != member.outcome:
        found.append(f"outcome {row.outcome}")
    if not re.search(member.reason, row.reason) or bool(row.reason) is (row.outcome == "passed"):
        found.append(f"reason {row.reason!r}")
    if member.note and not any(re.search(member.note, note) for note in row.notes):
        found.append(f"notes {row.notes}")
    return found
