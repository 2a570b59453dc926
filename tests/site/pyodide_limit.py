"""Runs inside Pyodide under node: endless answers are stopped, and the log is where the browser keeps it."""

import json
import sys
import time

from autograder.exercises import log
from autograder.exercises.limit import TimeLimit, time_limit

LIMIT = 0.1


def spin():
    while True:
        pass


def catching_everything():
    while True:
        try:  # noqa: SIM105  # students write it so
            time.perf_counter()
        except:  # noqa: E722  # students write it so
            pass


def in_a_generator():
    return sum(1 for _ in iter(int, 1))


def by_calls():
    def more():
        yield 1

    while True:
        sum(more())


def growing():
    number = 0
    while number >= 0:
        number += 1


def stopped(endless):
    """Whether the limit ended it, and after how many times the limit."""
    started = time.monotonic()
    try:
        with time_limit(LIMIT):
            endless()
    except TimeLimit:
        return round((time.monotonic() - started) / LIMIT, 1)
    return None


def main():
    kinds = (spin, catching_everything, in_a_generator, by_calls, growing)
    told = {"stopped": {kind.__name__: stopped(kind) for kind in kinds}}
    with time_limit(60):
        told["goes on"] = sum(range(1000))
    told["log"] = str(log.path())
    assert sys.platform == "emscripten", "this would write into a student's own log"
    log.write("ps1.steps_per_epoch", "check", outcome="passed")
    told["passed"] = log.passed("ps1.steps_per_epoch")
    told["heavy"] = sorted(
        {"matplotlib", "ipywidgets", "numpy", "multiprocessing"} & sys.modules.keys()
    )
    print(json.dumps(told))


main()
