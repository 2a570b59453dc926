"""What a test's call of a student's function costs, in the judge and by the standard library's proxies.

    python -m benchmarks.judge [--quick] [--json] [--rounds 9] [--against FOLDER]

Each kind of call is made in a loop by one test cell. The other side is `multiprocessing.managers`, which calls in
another process, too, by pickle and with none of what a judge must see to. `--against` takes turns with another checkout
of this project as well. Each side's process is new in each round. Times are medians: from question to answer, and the
computing of both processes.
"""

import argparse
import json
import statistics
import subprocess
import sys

CALLS = 2000
KINDS = {
    "a number": ("", "f(i)"),
    "a list of 5": ("", "total([i, 1, 2, 3, 4])"),
    "an array of 100": ("import numpy as np\na = np.arange(100.0)", "f(a)"),
    "a method": ("counter = Counter()", "counter.step(1)"),
}
STUDENT = """
import time

def f(x):
    return x + 1

def total(numbers):
    return sum(numbers)

def spent():
    return time.process_time()

class Counter:
    def __init__(self):
        self.count = 0

    def step(self, by):
        self.count += by
        return self.count
"""
LOOP = """
{before}
import time
start, own, theirs = time.perf_counter(), time.process_time(), spent()
for i in range({calls}):
    {call}
own = time.process_time() - own
print(time.perf_counter() - start, own + spent() - theirs)
"""
# One side's round as a program of its own: the folder it starts in says whose judge is taken.
JUDGE = """
import os, socket
from autograder.grading.judge.judge_side.judge import Judge
from autograder.grading.judge.student_side.peer import serve

ours, theirs = socket.socketpair()
if not os.fork():
    ours.close()
    names = {"__name__": "__main__"}
    exec(STUDENT, names)
    serve(theirs, names)
    os._exit(0)
theirs.close()
judge = Judge(ours)
for cell in CELLS:
    result = judge.run_cell(cell)
    assert result.error is None, result.error
    print(result.outputs[0]["text"].strip())
"""
MANAGER = """
from multiprocessing.managers import BaseManager

names = {"__name__": "__main__"}
exec(STUDENT, names)

class Functions:
    def f(self, x):
        return names["f"](x)

    def total(self, numbers):
        return names["total"](numbers)

    def spent(self):
        return names["spent"]()

class Students(BaseManager):
    pass

Students.register("Functions", Functions)
Students.register("Counter", names["Counter"])
with Students() as manager:
    there = manager.Functions()
    for cell in CELLS:
        exec(cell, {"f": there.f, "total": there.total, "spent": there.spent, "Counter": manager.Counter})
"""

Times = dict[str, tuple[float, float]]


def run(program: str, folder: str, calls: int) -> Times:
    """One round of one side: microseconds a call, by the clock and of computing."""
    cells = [LOOP.format(before=b, call=c, calls=calls) for b, c in KINDS.values()]
    text = f"STUDENT = {STUDENT!r}\nCELLS = {cells!r}\n{program}"
    done = subprocess.run(
        [sys.executable, "-c", text], cwd=folder, check=True, capture_output=True, text=True
    )
    lines = [[1e6 * float(x) / calls for x in line.split()] for line in done.stdout.splitlines()]
    return {kind: (wall, cpu) for kind, (wall, cpu) in zip(KINDS, lines, strict=True)}


def measure(rounds: int, against: str | None, calls: int = CALLS) -> dict[str, dict[str, float]]:
    """By kind of call: medians of each side in microseconds, and the ratios of their computing."""
    sides = {"ours": (JUDGE, "."), "managers": (MANAGER, ".")}
    if against:
        sides["former"] = (JUDGE, against)
    taken: dict[str, list[Times]] = {side: [] for side in sides}
    for _ in range(rounds):
        for side, (program, folder) in sides.items():
            taken[side].append(run(program, folder, calls))
    found: dict[str, dict[str, float]] = {}
    for kind in KINDS:
        row = found[kind] = {}
        for side, times in taken.items():
            row[f"{side}, clock"] = statistics.median(t[kind][0] for t in times)
            row[side] = statistics.median(t[kind][1] for t in times)
        for side in sides:
            pairs = zip(taken[side], taken["ours"], strict=True)
            row[f"{side} / ours"] = statistics.median(a[kind][1] / b[kind][1] for a, b in pairs)
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.judge", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--rounds", type=int, default=9, help="medians are of these")
    parser.add_argument("--quick", action="store_true", help="three rounds")
    parser.add_argument("--json", action="store_true", help="print the numbers alone")
    parser.add_argument("--against", metavar="FOLDER", help="another checkout of this project")
    options = parser.parse_args()
    found = measure(3 if options.quick else options.rounds, options.against)
    if options.json:
        print(json.dumps(found))
        return
    columns = [name for name in next(iter(found.values())) if name != "ours / ours"]
    print("| ", " | ".join(["a call with", *columns]), " |")
    print("|---|", "--:|" * len(columns), sep="")
    for kind, row in found.items():
        print("| ", " | ".join([kind, *(f"{row[name]:.3g}" for name in columns)]), " |")


if __name__ == "__main__":
    main()
