"""What a test cell leaves to the cells after it that run in the student's kernel: its data.

Values go over by value, objects of the student's as what they are there. The judge's own objects do
not: modules, functions and classes are defined on the other side again.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from types import ModuleType
from typing import TYPE_CHECKING, Any

from autograder.exercises.limit import TimeLimit
from autograder.grading.judge.judge_side.proxies.student_objects import is_remote
from autograder.grading.judge.marshalling.pack import Node, Packer, WireError

if TYPE_CHECKING:
    from autograder.grading.judge.judge_side.judge import Judge


def hand_over(judge: Judge, names: Iterable[str]) -> list[str]:
    """Bind in the student's kernel what the test cells have bound to these names; those that are left."""
    own = judge.namespace
    judge.link.deadline = time.monotonic() + judge.link.grace
    return [name for name in names if not (dict.__contains__(own, name) and _give(judge, name))]


def _give(judge: Judge, name: str) -> bool:
    value = dict.__getitem__(judge.namespace, name)
    if not is_remote(value) and (callable(value) or isinstance(value, ModuleType)):
        return False
    try:
        Packer(_refer).pack(value)
        judge.set(name, value)
    except (
        Exception,
        TimeLimit,
    ):  # too large, too deep, or the student's side cannot take it: it does without
        return False
    return True


def _refer(thing: Any) -> Node:
    if is_remote(thing):
        return None
    raise WireError("it holds an object of the judge")
