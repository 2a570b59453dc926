"""What an assignment costs from a platform's zip to its marks: ``python -m benchmarks.term [--students 1000]``.

A quarter of the class and the whole class, each from scratch: collect, grade on a Dask cluster of two worker
processes of which one is killed half-way and another takes its place, report, feedback zip and marks. Every score
is compared with the expected one. The table says seconds, and kilobytes of pages, for a student; the exponent e of
time ~ students^e between the two classes is above 1 where something grows faster than the class.
"""

import argparse
import csv
import json
import math
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import nbformat

from benchmarks.grading import Run, check_scores, watch
from benchmarks.sample_class import make_course, submissions

COMMANDS = ("collect", "grade", "report", "feedback", "export")
QUIET = subprocess.DEVNULL


def download(folder: Path, students: int) -> tuple[Path, Path]:
    """A class list and a download as Moodle makes them: a folder for each student, by name and number."""
    roster, archive = folder / "worksheet.csv", folder / "download.zip"
    with roster.open("w", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["Identifier", "Full name", "ID number", "Email address", "Status", "Grade"])
        for number in range(students):
            name = f"Student Number{number:04}"
            person = [
                f"Participant {number + 1000}",
                name,
                f"s{number:03}",
                f"s{number:03}@example.org",
            ]
            lines.writerow([*person, "Submitted for grading", ""])
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        for number, (_, notebook) in enumerate(submissions(students)):
            place = f"Student Number{number:04}_{number + 1000}_assignsubmission_file/ps.ipynb"
            made.writestr(place, nbformat.writes(notebook))
    return archive, roster


@contextmanager
def cluster(folder: Path, rows: Path, half: int) -> Iterator[str]:
    """A scheduler and two workers; when half the class is graded one is killed, and another takes its place."""
    with ExitStack() as stack:

        def start(program: str, *arguments: str) -> subprocess.Popen[bytes]:
            command = [sys.executable, "-m", f"distributed.cli.dask_{program}", *arguments]
            process = subprocess.Popen(command, cwd=folder, stdout=QUIET, stderr=QUIET)
            stack.callback(process.wait)
            stack.callback(process.terminate)
            return process

        place = folder / "scheduler.json"
        start("scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(place))
        while not (place.is_file() and place.read_text().endswith("}")):
            time.sleep(0.1)
        address = str(json.loads(place.read_text())["address"])
        worker = ("worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny")
        doomed = start(*worker)
        start(*worker)
        over = threading.Event()

        def kill() -> None:
            while len(list(rows.glob("*.json"))) < half:
                if over.wait(0.2):
                    return
            doomed.kill()
            start(*worker)

        killer = threading.Thread(target=kill)
        killer.start()
        try:
            yield address
        finally:
            over.set()
            killer.join()
    if doomed.returncode != -signal.SIGKILL:
        raise SystemExit("No worker was killed half-way: this measured something else.")


def play(folder: Path, students: int) -> tuple[dict[str, Run], int]:
    """Every command of the assignment, and the bytes of the feedback pages."""
    course = make_course(folder, [])
    archive, roster = download(folder, students)
    runs = {}

    def run(name: str, *arguments: str) -> None:
        command = [sys.executable, "-m", "autograder.cli", name, *arguments]
        runs[name] = watch([subprocess.Popen(command, cwd=course, stdout=QUIET, stderr=QUIET)])
        memory = runs[name].memory / 2**20
        print(
            f"{students} students, {name}: {runs[name].seconds:.1f} s, {memory:.0f} MB",
            file=sys.stderr,
        )

    run("collect", "ps", str(archive), "--roster", str(roster), "--student-id", "number")
    with cluster(folder, course / ".autograder/ps/rows", students // 2) as address:
        run("grade", "ps", "--cluster", address)
    check_scores(course, list(submissions(students)))
    run("report", "ps")
    run("feedback", "ps", "--for", "moodle", "--to", str(folder / "feedback.zip"))
    run("export", "ps", "--for", "moodle", "--fill", str(roster), "--to", str(folder / "marks.csv"))
    pages = sum(page.stat().st_size for page in (course / "feedback").rglob("*.html"))
    return runs, pages


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=1000)
    whole = parser.parse_args().students
    sizes = (whole // 4, whole)
    found = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            found[size] = play(Path(folder), size)
    few, many = (found[size][0] for size in sizes)
    print(
        f"| command | {sizes[0]} students | {sizes[1]} students | ms a student | exponent | peak MB |"
    )
    print("|---|--:|--:|--:|--:|--:|")
    for name in COMMANDS:
        small, large = few[name], many[name]
        exponent = math.log(large.seconds / small.seconds) / math.log(sizes[1] / sizes[0])
        each = 1000 * large.seconds / sizes[1]
        memory = f"{small.memory / 2**20:.0f} → {large.memory / 2**20:.0f}"
        print(
            f"| {name} | {small.seconds:.1f} s | {large.seconds:.1f} s | {each:.0f} | {exponent:.2f} | {memory} |"
        )
    print(f"\nPages: {found[whole][1] / 1024 / whole:.1f} kB a student.")


if __name__ == "__main__":
    main()
