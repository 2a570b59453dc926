"""Copy-restore: what a called function changed in its arguments is changed in the caller's too.

The callee takes a `Snapshot` of the changeable objects it was sent and afterwards names those that
differ; the caller overwrites its own objects with `overwrite`.
"""

from __future__ import annotations

import random
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from operator import is_
from typing import Any

import numpy as np

from autograder.grading.judge.marshalling.pack import Packer, WireError


class Snapshot:
    """The state of some objects at one time, cheap to take and to compare."""

    def __init__(self, objects: list[Any]) -> None:
        self.objects = objects
        self._before = [_freeze(thing) for thing in objects]

    def changed(self) -> list[int]:
        """The numbers of the objects that are not as they were."""
        return [number for number in range(len(self.objects)) if self.differs(number)]

    def differs(self, number: int) -> bool:
        """Whether one object is not as it was."""
        return not _same(self._before[number], _freeze(self.objects[number]))

    def update(self, number: int) -> None:
        """Take one object as it is now."""
        self._before[number] = _freeze(self.objects[number])


def overwrite(target: Any, value: Any) -> None:
    """Give `target` the contents of `value`. Raises WireError if they are of different kinds."""
    if type(target) is not type(value):
        raise WireError("an object that changed its type")
    if isinstance(target, np.ndarray):
        _overwrite_array(target, value)
    elif isinstance(target, np.random.Generator):
        if type(target.bit_generator) is not type(value.bit_generator):
            raise WireError("a random generator that changed its kind")
        target.bit_generator.state = value.bit_generator.state
    elif isinstance(target, np.random.RandomState):
        target.set_state(value.get_state())
    elif isinstance(target, random.Random):
        target.setstate(value.getstate())
    elif isinstance(target, list | bytearray):
        target[:] = value
    elif isinstance(target, deque):
        target.clear()
        target.extend(value)
    elif isinstance(target, dict | set):
        target.clear()
        target.update(value)
    else:
        target._update_inplace(value)  # a data frame or series


def _overwrite_array(target: np.ndarray[Any, Any], value: np.ndarray[Any, Any]) -> None:
    if target.dtype != value.dtype:
        raise WireError("an array that changed its dtype")
    if not target.flags.writeable:
        return
    if target.size != value.size:  # its memory may be shared with views
        raise WireError("an array that changed its size")
    if target.shape != value.shape:
        try:
            target.resize(value.shape, refcheck=False)  # of the same size: nothing moves
        except ValueError as error:  # every second number of another array, say
            raise WireError("an array that changed its shape") from error
    target[...] = value


def _freeze(thing: Any) -> Any:
    return _FREEZE.get(type(thing), _freeze_frame)(thing)


def _freeze_frame(frame: Any) -> Any:
    packer = Packer(lambda value: id(value))
    return (str(packer.contents(frame)), packer.payload())


def _freeze_array(array: np.ndarray[Any, Any]) -> Any:
    if array.dtype.hasobject:
        return array.ravel().tolist()
    return (array.shape, array.tobytes())


def _flat(state: Any) -> Any:
    """The state of a random generator as something that `==` compares."""
    if isinstance(state, dict):
        return tuple(map(_flat, state.values()))
    return state.tobytes() if isinstance(state, np.ndarray) else state


def _freeze_mapping(mapping: dict[Any, Any]) -> list[Any]:
    return [part for pair in mapping.items() for part in pair]


def _same(before: Any, after: Any) -> bool:
    """Elements are compared by identity, so that no element's own code runs."""
    if isinstance(before, list):
        return len(before) == len(after) and all(map(is_, before, after))
    return bool(before == after)


_FREEZE: dict[type, Callable[[Any], Any]] = {
    list: list,
    deque: list,
    dict: _freeze_mapping,
    OrderedDict: _freeze_mapping,
    Counter: _freeze_mapping,
    defaultdict: _freeze_mapping,
    set: lambda things: frozenset(map(id, things)),
    bytearray: bytes,
    np.ndarray: _freeze_array,
    np.random.Generator: lambda generator: _flat(generator.bit_generator.state),
    np.random.RandomState: lambda source: _flat(source.get_state(legacy=False)),
    random.Random: random.Random.getstate,
}
