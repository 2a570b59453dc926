"""Proof that the checks judge well: every wrong program is caught and named, every right one passes.

``python -m tests.zoo`` grades all programs of tests/specimens with many grading seeds and
prints a table. It exits with 1 if a wrong program keeps all its points, if fewer than 95 in 100 of
the wrong ones hear their own message first, or if a right one loses a point or hears a message.
"""

import inspect
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from unittest.mock import patch

import click

from autograder.exercises import limit
from autograder.exercises.engine import attempt, judge
from autograder.exercises.limit import VARIABLE as TIME_LIMIT
from autograder.exercises.registry import exercise_ids, load
from autograder.exercises.verdict import PASSED

SEEDS = 100
SEEDS_OF_A_SLOW_PROGRAM = 2
SECONDS_FOR_A_SLOW_PROGRAM = "0.2"
NAMED_AT_LEAST = 0.95
SLOW = "too-slow"
PATIENT = 100.0  # times the limit, by the clock: no program here waits, but the machine may have other work
IDS = {"mean_by_B": "mean-by-B"}  # ids that a function's name does not spell by rule
POINTLESS = ("hard-coded", "calls-core")  # these earn nothing at all


COLUMNS = ("wrong", "caught", "named", "right", "rejected")


@dataclass
class Tally:
    """What became of the programs of one exercise.

    ``caught`` counts the wrong programs that lost points with every seed, ``named`` those that heard
    their own message first with at least 95 in 100 seeds, ``rejected`` the right ones that lost a
    point or heard a message with any seed.
    """

    wrong: int = 0
    caught: int = 0
    named: int = 0
    right: int = 0
    rejected: int = 0
    faults: list[str] = field(default_factory=list)

    def add(self, part: "Tally") -> None:
        """Add the numbers and faults of a part."""
        for key in COLUMNS:
            setattr(self, key, getattr(self, key) + getattr(part, key))
        self.faults += part.faults

    @property
    def good(self) -> bool:
        """Whether the checks judged every program as they should."""
        return self.wrong == self.caught == self.named and not self.rejected


def programs(kind: str, id: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    """The programs of tests/specimens/wrong or tests/specimens/right for an exercise, as (name, function).

    More of them, in styles that are seldom seen, may stand beside the module, in one whose name ends in ``_odd``.
    """
    for name in (f"tests.specimens.{kind}.{id}", f"tests.specimens.{kind}.{id}_odd"):
        if find_spec(name) is None:
            continue
        for key, value in list(vars(import_module(name)).items()):
            if not key.startswith("_") and inspect.isfunction(value) and value.__module__ == name:
                yield key, value


def mistake(name: str) -> str | None:
    """The id that a wrong program's name stands for: ``count_floor__int`` is count-floor.

    None for ``none__…``: no id fits, a failed check's own sentence says it.
    """
    if name.startswith("none__"):
        return None
    return IDS.get(name.partition("__")[0], name.partition("__")[0].replace("_", "-"))


def tally(id: str, seeds: int, run: Callable[..., Iterable[Tally]] = map) -> Tally:
    """Grade all programs of an exercise with ``seeds`` grading seeds; ``run`` maps over programs."""
    tasks = [
        (kind, id, name, seeds) for kind in ("wrong", "right") for name, _ in programs(kind, id)
    ]
    result = Tally()
    for part in run(grade_program, tasks):
        result.add(part)
    return result


@patch.object(limit, "CLOCK_FACTOR", PATIENT)
def grade_program(task: tuple[str, str, str, int]) -> Tally:
    """Grade one program, given as (kind, exercise, name, seeds)."""
    kind, id, name, seeds = task
    function = dict(programs(kind, id))[name]
    if kind == "right":
        faults = _right(id, name, function, seeds)
        return Tally(right=1, rejected=bool(faults), faults=faults)
    if mistake(name) == SLOW:
        with patch.dict(os.environ, {TIME_LIMIT: SECONDS_FOR_A_SLOW_PROGRAM}):
            few = min(seeds, SEEDS_OF_A_SLOW_PROGRAM)
            caught, named, faults = _wrong(id, name, function, few)
    else:
        caught, named, faults = _wrong(id, name, function, seeds)
    return Tally(wrong=1, caught=caught, named=named, faults=faults)


def _wrong(
    id: str, name: str, function: Callable[..., Any], seeds: int
) -> tuple[bool, bool, list[str]]:
    """Whether a wrong program was caught with every seed, and named with nearly every one.

    Where the notebook's own cases fail they name it, too.
    """
    wanted, caught, named, faults = mistake(name), 0, 0, []
    shown = attempt(load(id), function, load(id).visible)
    here = judge(load(id), function, None, shown)
    if here.message is not None and here.message.id != wanted:
        faults.append(f"{id} {name}, in the notebook: heard {here.message.id}")
    misnamed = bool(faults)
    for seed in range(seeds):
        verdict = judge(load(id), function, f"zoo {seed}", shown)
        said = verdict.message.id if verdict.message else None
        kept = verdict.fraction > 0 if wanted in POINTLESS else verdict.fraction == 1
        caught += not kept
        named += said == wanted
        if kept:
            faults.append(f"{id} {name}, seed {seed}: kept {verdict.fraction:.0%} of the points")
        if said != wanted:
            faults.append(f"{id} {name}, seed {seed}: heard {said}")
    return caught == seeds, not misnamed and named >= NAMED_AT_LEAST * seeds, faults


def _right(id: str, name: str, function: Callable[..., Any], seeds: int) -> list[str]:
    """With which seeds a right program was rejected, and why."""
    faults = []
    shown = attempt(load(id), function, load(id).visible)
    for seed in range(seeds):
        verdict = judge(load(id), function, f"zoo {seed}", shown)
        if verdict.outcome != PASSED or verdict.fraction != 1 or verdict.message:
            said = verdict.message.text if verdict.message else verdict.outcome
            faults.append(f"{id} {name}, seed {seed}: rejected: {said}")
    return faults


def totals(tallies: dict[str, Tally]) -> dict[str, Any]:
    """Numbers of programs: over all exercises, and by exercise."""
    rows = {id: {key: getattr(part, key) for key in COLUMNS} for id, part in tallies.items()}
    return {**{key: sum(row[key] for row in rows.values()) for key in COLUMNS}, "exercises": rows}


def table(tallies: dict[str, Tally]) -> str:
    """The same as text."""
    numbers = totals(tallies)
    rows = [*numbers["exercises"].items(), ("all", numbers)]
    lines = ["".join([f"{'exercise':<22}", *(f"{key:>10}" for key in COLUMNS)])]
    lines += ["".join([f"{id:<22}", *(f"{row[key]:>10}" for key in COLUMNS)]) for id, row in rows]
    return "\n".join(lines)


@click.command()
@click.option("--json", "json_output", is_flag=True, help="Print the totals as JSON.")
@click.option("--seeds", default=SEEDS, show_default=True, help="Grading seeds a program.")
@click.argument("ids", nargs=-1)
def main(json_output: bool, seeds: int, ids: tuple[str, ...]) -> None:
    """Grade the zoo of wrong and right programs: all exercises, or IDS such as ps1.account."""
    ids = ids or exercise_ids()
    bar = click.progressbar(ids, label="Grading the zoo", file=sys.stderr)
    with ProcessPoolExecutor() as pool, bar as exercises:
        tallies = {id: tally(id, seeds, pool.map) for id in exercises}
    click.echo(json.dumps(totals(tallies), indent=2) if json_output else table(tallies))
    for fault in [fault for part in tallies.values() for fault in part.faults][:20]:
        click.echo(fault, err=True)
    sys.exit(0 if all(part.good for part in tallies.values()) else 1)


if __name__ == "__main__":
    main()
