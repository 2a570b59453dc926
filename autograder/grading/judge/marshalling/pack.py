"""Values on the wire: how plain Python and NumPy values cross between the judge and the student.

`Packer` turns a value into JSON nodes and one block of raw bytes, `Unpacker` (in `unwire`) turns them
back; never pickle. Only exact types are plain. Anything else is handed to the side's own hook, which sends a
reference ("@") in its place. The reader checks every node: what is odd is a `WireError`.

Scalars are themselves in JSON, a dict with string keys is a JSON object, everything else is a list
that begins with a tag. Objects that can be changed in place are numbered in the order in which they
are met: this keeps aliases and cycles, and lets the other side report what it changed.
"""

from __future__ import annotations

import random
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.grading.judge.marshalling import frames, scalars, symbols
from autograder.grading.judge.marshalling.scalars import Node, WireError

__all__ = ["Node", "Packer", "WireError", "sendable"]

MAX_DEPTH = 150
MAX_BYTES = 256 * 2**20  # of one array
PACKED_LIST = 24  # lists of so many floats or ints travel as raw bytes
_INT64 = range(-(2**63), 2**63)
NUMBERS = {float: np.dtype("<f8"), int: np.dtype("<i8")}
ARRAY_KINDS = frozenset("biufcSUMm")
WRITEABLE, FORTRAN = 1, 2


class Packer:
    """Packs values into nodes and bytes.

    `export` gives the node for a value that is not plain. `known` are objects that the other side
    already has (the arguments of the call that is answered): they travel as their number.
    """

    def __init__(self, export: Callable[[Any], Node], known: list[Any] | None = None) -> None:
        self._export = export
        self.objects: list[Any] = list(known or ())
        self._numbers = {id(thing): number for number, thing in enumerate(self.objects)}
        self._chunks: list[bytes] = []
        self._depth = 0

    def payload(self) -> bytes:
        """The raw bytes that belong to the nodes packed so far."""
        return b"".join(self._chunks)

    def pack(self, value: Any) -> Node:
        """The node of a value. Raises WireError if it is nested too deeply."""
        kind = type(value)
        plain: Node = value
        if kind is float or kind is str or kind is bool or value is None:
            return plain
        if kind is int:
            return plain if value in _INT64 else ["i", scalars.digits(value)]
        if hasattr(kind, "_remote_handle"):  # of the other side: no more need be looked at
            return self._export(value)
        if id(value) in self._numbers:
            return ["r", self._numbers[id(value)]]
        if kind is not tuple and _travels_as_object(value):
            self._numbers[id(value)] = len(self.objects)
            self.objects.append(value)
        return self.contents(value)

    def again(self, value: Any) -> Node:
        """The contents of an object that the other side knows by its number."""
        self.objects.append(value)  # the reader counts the copy it builds
        return self.contents(value)

    def contents(self, value: Any) -> Node:
        """The node of a value that is not a JSON scalar, even if its object is known."""
        kind = type(value)
        pack = _PACK.get(kind)
        if pack is None or (kind is np.ndarray and not sendable(value.dtype)):
            node = scalars.pack(value) or self._frame(value) or _expression(value)
            return node or self._export(value)
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise WireError(f"it is nested more than {MAX_DEPTH} deep")
        try:
            return pack(self, value)
        finally:
            self._depth -= 1

    def _items(self, value: Any) -> list[Node]:
        pack = self.pack
        return [pack(item) for item in value]

    def _list(self, value: list[Any]) -> Node:
        if len(value) >= PACKED_LIST:
            dtype = NUMBERS.get(type(value[0]))
            if dtype is not None and set(map(type, value)) == {type(value[0])}:
                try:
                    self._chunks.append(np.array(value, dtype).tobytes())
                except OverflowError:
                    pass
                else:
                    return ["p", dtype.kind, len(value)]
        return ["l", *self._items(value)]

    def _dict(self, value: dict[Any, Any]) -> Node:
        if all(type(key) is str for key in value):
            return {key: self.pack(item) for key, item in value.items()}
        return ["d", *self._pairs(value)]

    def _pairs(self, value: Any) -> list[Node]:
        return [self.pack(part) for pair in value.items() for part in pair]

    def _array(self, value: np.ndarray[Any, Any]) -> Node:
        if value.nbytes > MAX_BYTES:
            raise WireError(f"an array of {value.nbytes:,} bytes is too large")
        flags = WRITEABLE * value.flags.writeable
        if value.dtype.kind == "O":
            return ["o", list(value.shape), flags, *self._items(value.ravel().tolist())]
        fortran = value.flags.f_contiguous and not value.flags.c_contiguous
        self._chunks.append(value.tobytes(order="F" if fortran else "C"))
        return ["a", value.dtype.str, list(value.shape), flags | FORTRAN * fortran]

    def _frame(self, value: Any) -> Node:
        kind = frames.kind_of(value)
        return kind and ["f", kind, self.pack(frames.pack(value, kind))]

    def _generator(self, value: np.random.Generator) -> Node:
        state = value.bit_generator.state
        return ["g", type(value.bit_generator).__name__, self.pack(state)]

    def _random_state(self, value: np.random.RandomState) -> Node:
        return ["G", self.pack(value.get_state())]

    def _random(self, value: random.Random) -> Node:
        return ["m", self.pack(value.getstate())]


_PACK: dict[type, Callable[[Packer, Any], Node]] = {
    list: Packer._list,
    tuple: lambda packer, value: ["t", *packer._items(value)],
    dict: Packer._dict,
    slice: lambda packer, value: ["S", *packer._items((value.start, value.stop, value.step))],
    set: lambda packer, value: ["s", *packer._items(value)],
    frozenset: lambda packer, value: ["z", *packer._items(value)],
    OrderedDict: lambda packer, value: ["O", *packer._pairs(value)],
    Counter: lambda packer, value: ["C", *packer._pairs(value)],
    defaultdict: lambda packer, value: [
        "dd",
        packer.pack(value.default_factory),
        *packer._pairs(value),
    ],
    deque: lambda packer, value: ["q", value.maxlen, *packer._items(value)],
    np.ndarray: Packer._array,
    np.random.Generator: Packer._generator,
    np.random.RandomState: Packer._random_state,
    random.Random: Packer._random,
}
_MUTABLE = frozenset(
    [
        *(list, dict, set, OrderedDict, Counter, defaultdict, deque, bytearray, np.ndarray),
        *(np.random.Generator, np.random.RandomState, random.Random),
    ]
)


def _expression(value: Any) -> Node:
    parts = symbols.pack(value)
    return parts and ["e", parts]


def _travels_as_object(value: Any) -> bool:
    """Whether a value can be changed in place and is numbered on the wire."""
    kind = type(value)
    if kind is np.ndarray:
        return sendable(value.dtype)
    return kind in _MUTABLE or (kind not in _PACK and frames.kind_of(value) in frames.CHANGEABLE)


def sendable(dtype: np.dtype[Any]) -> bool:
    """Whether arrays of this dtype travel by value: no records, no empty strings."""
    return dtype.kind == "O" or (dtype.kind in ARRAY_KINDS and dtype.itemsize > 0)
