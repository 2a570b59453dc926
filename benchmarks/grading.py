"""Grading a class: stock `nbgrader autograde` against `autograder grade` with sandbox and judge on.

    python -m benchmarks.grading [--quick] [--json] [--repeats 3] [--size 20]

Both grade the same submissions of the same assignment (16 cells, 6 of them tests), each run as a
fresh command on a fresh copy of the course, taking turns. At two workers, stock nbgrader, which has
none, gets the class in two halves with a gradebook each, side by side. The floor runs the same cells
with nothing around them: a fork of a warm process and `exec`. Ratios are the other's time over ours.
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
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import nbformat
import numpy as np
import psutil

from autograder.grading.contract.execution import Plan
from autograder.grading.run.execute import execute
from benchmarks.sample_class import make_course, nbgrader, submissions

CLASS = 20
SIZES = (20, 100, 400)
QUICK_SIZES = (5, 15, 45)


@dataclass(frozen=True)
class Run:
    """One command's wall seconds and the peak of all its processes' memory, in bytes."""

    seconds: float
    memory: int


def watch(processes: list[subprocess.Popen[bytes]]) -> Run:
    """Wait for the processes and sum their and their descendants' memory (PSS) now and then."""
    began = time.monotonic()
    peak = 0
    done = threading.Event()

    def sample() -> None:
        nonlocal peak
        while not done.wait(1.0):  # reading PSS costs the machine some hundredths of a second
            peak = max(peak, sum(_memory(p.pid) for p in processes))

    sampler = threading.Thread(target=sample)
    sampler.start()
    codes = [process.wait() for process in processes]
    seconds = time.monotonic() - began
    done.set()
    sampler.join()
    if any(codes):
        raise SystemExit(f"a grading command failed with exit status {max(codes)}")
    return Run(seconds, peak)


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
    courses = [make_course(folder / f"stock{i}", share, False) for i, share in enumerate(shares)]
    return watch([nbgrader(course, "autograde", "ps") for course in courses])


def ours(folder: Path, students: list[tuple[str, Any]], workers: int) -> Run:
    """`autograder grade` as an instructor types it."""
    course = make_course(folder / "ours", students, True)
    command = [sys.executable, "-m", "autograder.cli", "grade", "ps", "--jobs", str(workers)]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=course, stdout=quiet, stderr=quiet)
    run = watch([process])
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


def in_fresh_folder(
    run: Callable[[Path, list[tuple[str, Any]], int], Run], count: int, workers: int
) -> Run:
    """One run on a class of `count` in a folder that is thrown away."""
    folder = Path(tempfile.mkdtemp(prefix="bench-grading-"))
    try:
        return run(folder, list(submissions(count)), workers)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measure(size: int, quick: bool, repeats: int, say: Callable[[str], None]) -> dict[str, Any]:
    """Everything, as a dict of numbers; `say` hears how far it is."""
    sizes = QUICK_SIZES if quick else SIZES
    result: dict[str, Any] = {"class": size, "seconds": {}, "memory_mb": {}}
    for workers in (1, 2):
        runs: dict[str, list[Run]] = {"stock": [], "ours": []}
        for repeat in range(repeats):
            say(f"{workers} worker(s), round {repeat + 1} of {repeats}")
            runs["stock"].append(in_fresh_folder(stock, size, workers))
            runs["ours"].append(in_fresh_folder(ours, size, workers))
        pairs = zip(runs["stock"], runs["ours"], strict=True)
        result[f"stock_{workers}"] = statistics.median(s.seconds / o.seconds for s, o in pairs)
        for name, done in runs.items():
            seconds = statistics.median(run.seconds for run in done)
            result["seconds"][f"{name}_{workers}"] = seconds / size
            result["memory_mb"][f"{name}_{workers}"] = max(run.memory for run in done) / 2**20
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
    seconds, memory = result["seconds"], result["memory_mb"]
    lines = [f"class of {result['class']}, 16 cells, 6 tests; the other's time over ours", ""]
    lines += [f"{'':12}{'stock':>12}{'ours':>12}{'ratio':>8}{'peak memory, MB':>24}"]
    for workers in (1, 2):
        s, o = seconds[f"stock_{workers}"], seconds[f"ours_{workers}"]
        peaks = f"{memory[f'stock_{workers}']:.0f} / {memory[f'ours_{workers}']:.0f}"
        ratio = result[f"stock_{workers}"]
        lines.append(f"{workers} worker(s)  {s:8.2f} s/n {o:8.2f} s/n {ratio:7.1f}{peaks:>22}")
    one, bare = seconds["execute"], seconds["floor"]
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
    options = parser.parse_args()

    def say(text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    result = measure(options.size, options.quick, 1 if options.quick else options.repeats, say)
    print(json.dumps(result, indent=2) if options.json else table(result))


if __name__ == "__main__":
    main()
