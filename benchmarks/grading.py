"""Grading a class: stock `nbgrader autograde` against `autograder grade` with sandbox and judge on.

    python -m benchmarks.grading [--quick] [--json] [--repeats 3] [--size 20] [--against CHECKOUT]

Both grade the same submissions of the same assignment (16 cells, 6 of them tests), each run as a
fresh command on a fresh copy of the course, taking turns. At two workers, stock nbgrader, which has
none, gets the class in two halves with a gradebook each, side by side. The floor runs the same cells
with nothing around them: a fork of a warm process and `exec`. Ratios are the other's time over ours.
Computing is that of the whole machine while a command runs, for its kernels are nobody's children in the
end: so nothing else should run. With `--against`, another checkout of this project, which has its own `.venv`,
takes its turns, too.
"""

import argparse
import io
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import nbformat
import numpy as np
import psutil

from autograder.grading.contract.execution import Plan
from autograder.grading.run.execute import execute
from benchmarks.sample_class import THIS, Checkout, make_course, start, submissions

CLASS = 20
SIZES = (20, 100, 400)
QUICK_SIZES = (5, 15, 45)


@dataclass(frozen=True)
class Run:
    """One command's wall seconds, the machine's computing seconds, and the peak of memory, in bytes."""

    seconds: float
    computing: float
    memory: int


Side = Callable[[Path, list[tuple[str, Any]], int], Run]


def watch(processes: list[subprocess.Popen[bytes]]) -> Run:
    """Wait for the processes and sum their and their descendants' memory (PSS) now and then."""
    began, busy = time.monotonic(), computing()
    peak = 0
    done = threading.Event()

    def sample() -> None:
        nonlocal peak
        while not done.wait(1.0):  # reading PSS costs the machine some hundredths of a second
            peak = max(peak, sum(_memory(p.pid) for p in processes))

    sampler = threading.Thread(target=sample)
    sampler.start()
    codes = [process.wait() for process in processes]
    seconds, busy = time.monotonic() - began, computing() - busy
    done.set()
    sampler.join()
    if any(codes):
        raise SystemExit(f"a grading command failed with exit status {max(codes)}")
    return Run(seconds, busy, peak)


def computing() -> float:
    """Seconds that the machine's processors have worked since it started."""
    times = psutil.cpu_times()
    return float(times.user + times.nice + times.system)


def _memory(pid: int) -> int:
    total = 0
    try:
        root = psutil.Process(pid)
        for process in [root, *root.children(recursive=True)]:
            try:
                total += process.memory_full_info().pss
            except psutil.Error:
                continue
    except psutil.NoSuchProcess:
        return total
    return total


def stock(folder: Path, students: list[tuple[str, Any]], workers: int) -> Run:
    """Stock nbgrader; with two workers the class in halves, each with a gradebook of its own."""
    shares = [students[i::workers] for i in range(workers)]
    courses = [make_course(folder / f"stock{i}", share, None) for i, share in enumerate(shares)]
    return watch([start(THIS, course, "nbgrader", "autograde", "ps") for course in courses])


def ours(
    folder: Path, students: list[tuple[str, Any]], workers: int, checkout: Checkout = THIS
) -> Run:
    """`autograder grade` as an instructor types it."""
    course = make_course(folder / "ours", students, checkout)
    command = ["-m", "autograder.cli", "grade", "ps", "--jobs", str(workers)]
    run = watch([start(checkout, course, "python", *command)])
    check_scores(course, students)
    return run


def check_scores(course: Path, students: list[tuple[str, Any]]) -> None:
    """A fast run that grades wrongly is no result: every score must be the one expected."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        for number, (student, _) in enumerate(students):
            score = gradebook.find_submission("ps", student).score
            expected = 12 if number % 7 == 6 else 10
            if score != expected:
                raise SystemExit(f"{student} has {score} points instead of {expected}")


def floor(notebook: Any) -> float:
    """Seconds for the same cells with nothing around them: fork a warm process and exec."""
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    began = time.monotonic()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            namespace: dict[str, Any] = {}
            for source in sources:
                try:
                    exec(compile(source, "<cell>", "exec"), namespace)
                except Exception:
                    continue
            draw()
            status = 0
        finally:
            os._exit(status)
    os.waitpid(pid, 0)
    return time.monotonic() - began


def draw() -> None:
    """The current figure as a PNG, as the inline backend makes it."""
    plt.gcf().savefig(io.BytesIO(), format="png", bbox_inches="tight")


def against_floor(repeats: int) -> dict[str, float]:
    """One notebook: the floor, and ours within a warm process (no gradebook in either)."""
    mpl.use("agg")
    draw()  # imported and warm before the fork, as in ours
    notebook = next(iter(submissions(1)))[1]
    data = nbformat.writes(notebook).encode()
    plan = Plan(seed="0" * 64)
    execute(data, plan)
    floor(notebook)
    times: dict[str, list[float]] = {"floor": [], "ours": []}
    for _ in range(repeats):
        times["floor"].append(floor(notebook))
        began = time.monotonic()
        execute(data, plan)
        times["ours"].append(time.monotonic() - began)
    return {name: statistics.median(values) for name, values in times.items()}


def in_fresh_folder(run: Side, count: int, workers: int) -> Run:
    """One run on a class of `count` in a folder that is thrown away."""
    folder = Path(tempfile.mkdtemp(prefix="bench-grading-"))
    try:
        return run(folder, list(submissions(count)), workers)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measure(
    size: int,
    quick: bool,
    repeats: int,
    say: Callable[[str], None],
    other: Checkout | None = None,
) -> dict[str, Any]:
    """Everything, as a dict of numbers; `say` hears how far it is."""
    sizes = QUICK_SIZES if quick else SIZES
    sides: dict[str, Side] = {"stock": stock, "ours": ours}
    if other:
        sides["other"] = partial(ours, checkout=other)
    result: dict[str, Any] = {"class": size, "seconds": {}, "computing": {}, "memory_mb": {}}
    for workers in (1, 2):
        runs: dict[str, list[Run]] = {name: [] for name in sides}
        for repeat in range(repeats):
            say(f"{workers} worker(s), round {repeat + 1} of {repeats}")
            for name, side in sides.items():
                runs[name].append(in_fresh_folder(side, size, workers))
        for name, done in runs.items():
            pairs = zip(done, runs["ours"], strict=True)
            if name != "ours":
                ratio = statistics.median(run.seconds / own.seconds for run, own in pairs)
                result[f"{name}_{workers}"] = ratio
            key = f"{name}_{workers}"
            result["seconds"][key] = statistics.median(run.seconds for run in done) / size
            result["computing"][key] = statistics.median(run.computing for run in done) / size
            result["memory_mb"][key] = max(run.memory for run in done) / 2**20
    say("the floor")
    one = against_floor(5 if quick else 15)
    result["floor"] = one["floor"] / one["ours"]
    result["seconds"] |= {"floor": one["floor"], "execute": one["ours"]}
    totals = []
    for count in sizes:
        say(f"a class of {count}")
        totals.append(in_fresh_folder(ours, count, 2).seconds)
    result["class_seconds"] = dict(zip(map(str, sizes), totals, strict=True))
    result["exponent"] = float(np.polyfit(np.log(sizes), np.log(totals), 1)[0])
    return result


def table(result: dict[str, Any]) -> str:
    """The result as a table for a terminal."""
    lines = [f"class of {result['class']}, 16 cells, 6 tests; the other's time over ours", ""]
    lines += [f"{'':18}{'s/student':>12}{'computing':>12}{'peak, MB':>12}{'ratio':>8}"]
    for key, seconds in result["seconds"].items():
        if key not in result["memory_mb"]:
            continue
        name, _, workers = key.partition("_")
        ratio = f"{result[key]:8.2f}" if key in result else ""
        numbers = f"{seconds:12.3f}{result['computing'][key]:12.3f}{result['memory_mb'][key]:12.0f}"
        lines.append(f"{f'{name}, {workers} worker(s)':18}{numbers}{ratio}")
    one, bare = result["seconds"]["execute"], result["seconds"]["floor"]
    lines += ["", f"one notebook, warm: {one:.3f} s; fork + exec of its cells: {bare:.3f} s"]
    lines += [f"floor / ours: {result['floor']:.2f}"]
    spans = ", ".join(f"{n}: {t:.1f} s" for n, t in result["class_seconds"].items())
    lines += [f"class size at 2 workers: {spans}; exponent {result['exponent']:.2f}"]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="one round, small classes")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--size", type=int, default=CLASS, metavar="N", help="students (20)")
    parser.add_argument("--repeats", type=int, default=3, metavar="N", help="rounds (default 3)")
    parser.add_argument("--against", type=Path, metavar="CHECKOUT", help="one with its own .venv")
    options = parser.parse_args()
    other = None
    if root := options.against:
        other = Checkout(root.resolve(), root.resolve() / ".venv" / "bin")
        if not (other.programs / "python").exists():
            parser.error(f"{root} has no .venv; run make setup there")

    def say(text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    repeats = 1 if options.quick else options.repeats
    result = measure(options.size, options.quick, repeats, say, other)
    print(json.dumps(result, indent=2) if options.json else table(result))


if __name__ == "__main__":
    main()
