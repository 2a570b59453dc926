"""``python -m tests.mutants``: every mutant of the right programs that differs loses points, every other keeps them.

Each mutant is compared with the reference on drawn inputs (``behaviour``). One that differs must lose points with
each hidden seed, one that never differs must keep all. What the notebook says to a mutant, and a grading, must be
true of it (``tests.claims``). It exits with 1 if something is not so and not listed by hand.
"""

import hashlib
import inspect
import json
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import Any
from unittest.mock import patch

import click

from autograder.exercises import limit
from autograder.exercises.engine import attempt, judge
from autograder.exercises.limit import VARIABLE as TIME_LIMIT
from autograder.exercises.registry import exercise_ids, load
from tests.claims import false_claims
from tests.mutants.behaviour import is_right
from tests.mutants.operators import Mutant, mutants, unchanged
from tests.zoo import PATIENT, programs

SEEDS = 20
SECONDS = "0.5"
KNOWN = Path(__file__).with_name(
    "survivors.json"
)  # by hand: "exercise program: its changed line": why


@dataclass(frozen=True)
class Task:
    """One right program of an exercise, and which share of its mutants is tried (one in ``every``)."""

    id: str
    name: str
    seeds: int
    every: int


@dataclass(frozen=True)
class Outcome:
    """What became of the mutants of a program: how many differ and not, and what was not as it must be."""

    id: str
    differ: int
    same: int
    faults: list[str]


@patch.object(limit, "CLOCK_FACTOR", PATIENT)
def try_program(task: Task) -> Outcome:
    """Judge the mutants of one program."""
    function = dict(programs("right", task.id))[task.name]
    source = Path(inspect.getfile(function)).read_text(encoding="utf-8")
    if not is_right(task.id, function):  # right in a way of its own, by other draws: not comparable
        return Outcome(task.id, 0, 0, [])
    differ, same, faults = 0, 0, []
    for mutant in mutants(source, task.name):
        if int(hashlib.sha256(mutant.source.encode()).hexdigest(), 16) % task.every:
            continue
        right = is_right(task.id, _function(mutant, task.name))
        differ, same = differ + (not right), same + right
        change = _difference(unchanged(source, task.name), mutant.source)
        faults += [
            f"{task.id} {mutant.name}: {fault}\n{change}" for fault in _faults(task, mutant, right)
        ]
    return Outcome(task.id, differ, same, faults)


def _faults(task: Task, mutant: Mutant, right: bool) -> Iterator[str]:
    """What is wrong with the judgement of a mutant."""
    exercise, function = load(task.id), _function(mutant, task.name)
    shown = attempt(exercise, function, exercise.visible)
    fails_here = judge(exercise, function, None, shown).fraction < 1
    seeds = [None] if fails_here else [f"mutant {seed}" for seed in range(task.seeds)]
    for seed in seeds:
        fraction = judge(exercise, function, seed, shown).fraction
        if (fraction == 1) != right:
            says = (
                f"does what is asked, kept {fraction:.0%}" if right else "differs, kept all points"
            )
            yield says
            return
    if not right:
        for seed in (None, "claims"):
            for claim in false_claims(task.id, function, seed, shown):
                yield f"told what is not true of it: {claim}"


def _function(mutant: Mutant, name: str) -> Any:
    space: dict[str, Any] = {"__name__": "mutant"}
    exec(compile(mutant.source, "<mutant>", "exec"), space)
    return space[name]


def _difference(before: str, after: str) -> str:
    lines = unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return "\n".join(f"    {line}" for line in list(lines)[3:])


def _key(text: str) -> str:
    """Exercise, program and changed line of a mutant, as in the list by hand."""
    program = text.partition(":")[0]
    return f"{program}: {text.splitlines()[-1].strip().lstrip('+').strip()}"


@click.command()
@click.option("--every", default=1, show_default=True, help="Try one mutant in so many.")
@click.option("--seeds", default=SEEDS, show_default=True, help="Hidden seeds a mutant.")
@click.option("--processes", default=2, show_default=True, help="Processes.")
@click.argument("ids", nargs=-1)
def main(every: int, seeds: int, processes: int, ids: tuple[str, ...]) -> None:
    """Try the mutants of all exercises, or of IDS such as ps1.account."""
    os.environ.setdefault(TIME_LIMIT, SECONDS)
    tasks = [
        Task(id, name, seeds, every)
        for id in ids or exercise_ids()
        for name, _ in programs("right", id)
    ]
    known = json.loads(KNOWN.read_text(encoding="utf-8"))
    totals: dict[str, list[int]] = {}
    new: list[str] = []
    with ProcessPoolExecutor(processes) as pool:
        for outcome in pool.map(try_program, tasks):
            row = totals.setdefault(outcome.id, [0, 0, 0, 0])
            found = [text for text in outcome.faults if _key(text) not in known]
            listed = len(outcome.faults) - len(found)
            for place, count in enumerate((1, outcome.differ, outcome.same, listed)):
                row[place] += count
            new += found
            for text in found:
                click.echo(text, err=True)
    click.echo(f"{'exercise':<22}{'programs':>10}{'differ':>10}{'same':>10}{'listed':>10}")
    for id, row in [*totals.items(), ("all", [sum(c) for c in zip(*totals.values(), strict=True)])]:
        click.echo(f"{id:<22}" + "".join(f"{count:>10}" for count in row))
    click.echo(f"misjudged or misled, and not listed: {len(new)}")
    sys.exit(1 if new else 0)


if __name__ == "__main__":
    main()
