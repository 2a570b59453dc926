"""Grading a class: stock `nbgrader autograde` against `autograder grade` with sandbox and judge on.

    python -m benchmarks.grading [--quick] [--json] [--repeats 3]

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
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import nbformat
import numpy as np
import psutil
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.grading.execution import Plan, execute

REPOSITORY = Path(__file__).resolve().parents[1]
PROGRAMS = Path(sys.executable).parent
CLASS = 20

STOCK_CONFIG = """\
from pathlib import Path
c = get_config()
c.CourseDirectory.root = str(Path(__file__).resolve().parent)
c.CourseDirectory.course_id = "bench"
c.CourseDirectory.source_directory = "../solutions"
"""

# (name, reference solution, test), in the manner of a first NumPy assignment.
EXERCISES = (
    (
        "center",
        "def center(X):\n    return X - X.mean(axis=0)",
        "X = rng.normal(size=(50, 4))\n"
        "np.testing.assert_allclose(center(X).mean(axis=0), np.zeros(4), atol=1e-12)\n"
        "assert center(X).shape == X.shape",
    ),
    (
        "distances",
        "def distances(X, Y):\n"
        "    return np.sqrt(((X[:, None, :] - Y[None, :, :]) ** 2).sum(axis=-1))",
        "A, B = rng.normal(size=(30, 3)), rng.normal(size=(20, 3))\n"
        "D = distances(A, B)\n"
        "assert D.shape == (30, 20)\n"
        "np.testing.assert_allclose(D[0, 0], np.linalg.norm(A[0] - B[0]))",
    ),
    (
        "softmax",
        "def softmax(z):\n"
        "    e = np.exp(z - z.max(axis=-1, keepdims=True))\n"
        "    return e / e.sum(axis=-1, keepdims=True)",
        "Z = rng.normal(size=(8, 5)) * 100\n"
        "np.testing.assert_allclose(softmax(Z).sum(axis=-1), np.ones(8))\n"
        "assert (softmax(Z) >= 0).all()",
    ),
    (
        "fit_line",
        "def fit_line(x, y):\n"
        "    A = np.stack([x, np.ones_like(x)], axis=1)\n"
        "    return np.linalg.lstsq(A, y, rcond=None)[0]",
        "x = np.linspace(0, 1, 40)\n"
        "np.testing.assert_allclose(fit_line(x, 3 * x - 1), [3, -1], atol=1e-9)",
    ),
    (
        "batches",
        "def batches(n, size):\n    return [range(i, min(i + size, n)) for i in range(0, n, size)]",
        "assert [len(b) for b in batches(10, 4)] == [4, 4, 2]\n"
        "assert sorted(i for b in batches(10, 4) for i in b) == list(range(10))",
    ),
    (
        "descend",
        "def descend(gradient, w, lr, steps):\n"
        "    for _ in range(steps):\n        w = w - lr * gradient(w)\n    return w",
        "np.testing.assert_allclose(descend(lambda w: 2 * w, np.ones(3), 0.1, 100), 0, atol=1e-8)",
    ),
)


def assignment() -> Any:
    """The instructor's notebook: title, locked set-up, six exercises with a test each, a figure."""

    def cell(source: str, grade_id: str, **marks: Any) -> Any:
        meta = {"grade_id": grade_id, "schema_version": 3, "grade": False, "solution": False}
        meta |= {"locked": False, "task": False, **marks}
        return new_code_cell(source, metadata={"nbgrader": meta})

    setup = "import numpy as np\nrng = np.random.default_rng(0)"
    cells = [
        new_markdown_cell("# First steps with NumPy"),
        new_code_cell("import numpy as np\nimport matplotlib.pyplot as plt"),
        cell(setup, "setup", locked=True),
    ]
    for name, solution, test in EXERCISES:
        head, _, body = solution.partition("\n")
        marked = f"{head}\n    ### BEGIN SOLUTION\n{body}\n    ### END SOLUTION"
        cells.append(cell(marked, name, solution=True))
        cells.append(cell(test, f"test-{name}", grade=True, locked=True, points=2))
    cells.append(new_code_cell("plt.plot(np.cumsum(np.random.default_rng(1).normal(size=200)))"))
    spec = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return new_notebook(cells=cells, metadata={"kernelspec": spec})


def submissions(count: int) -> Iterable[tuple[str, Any]]:
    """Students and their notebooks: each has one exercise in seven wrong, some have none."""
    for number in range(count):
        notebook = assignment()
        for position, (name, solution, _) in enumerate(EXERCISES):
            wrong = position == number % 7
            head = solution.partition("\n")[0]
            source = f"{head}\n    return None" if wrong else solution
            for cell in notebook.cells:
                if cell.metadata.get("nbgrader", {}).get("grade_id") == name:
                    cell.source = source
        yield f"s{number:03}", notebook


def nbgrader(course: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """Start an nbgrader command; it needs its own environment's programs on the PATH."""
    environment = {**os.environ, "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"}
    command = [str(PROGRAMS / "nbgrader"), *arguments]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=course, env=environment, stdout=quiet, stderr=quiet)


def make_course(folder: Path, students: list[tuple[str, Any]], ours: bool) -> Path:
    """A course with the assignment released and the submissions in place."""
    source = folder / "solutions" / "ps" / "ps.ipynb"
    source.parent.mkdir(parents=True)
    nbformat.write(assignment(), source)
    course = folder / "course"
    course.mkdir()
    config = (REPOSITORY / "course" / "nbgrader_config.py").read_text() if ours else STOCK_CONFIG
    (course / "nbgrader_config.py").write_text(config)
    if nbgrader(course, "generate_assignment", "ps").wait() != 0:
        raise SystemExit(f"nbgrader generate_assignment failed in {course}")
    for student, notebook in students:
        target = course / "submitted" / student / "ps" / "ps.ipynb"
        target.parent.mkdir(parents=True)
        nbformat.write(notebook, target)
    return course


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
        while not done.wait(0.5):
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


def measure(quick: bool, repeats: int, say: Callable[[str], None]) -> dict[str, Any]:
    """Everything, as a dict of numbers; `say` hears how far it is."""
    size = CLASS
    sizes = () if quick else (20, 100, 400)
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
    if sizes:
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
    if "exponent" in result:
        spans = ", ".join(f"{n}: {t:.1f} s" for n, t in result["class_seconds"].items())
        lines += [f"class size at 2 workers: {spans}; exponent {result['exponent']:.2f}"]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="one round, one class size")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--repeats", type=int, default=3, metavar="N", help="rounds (default 3)")
    options = parser.parse_args()

    def say(text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    result = measure(options.quick, 1 if options.quick else options.repeats, say)
    print(json.dumps(result, indent=2) if options.json else table(result))


if __name__ == "__main__":
    main()
