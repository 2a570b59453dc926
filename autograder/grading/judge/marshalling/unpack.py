"""Values off the wire: rebuilds what `wire.Packer` wrote, and refuses everything else.

The sender may be hostile: no length, type or number is believed, and memory grows only with the
bytes that have really arrived.
"""

from __future__ import annotations

import random
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from autograder.grading.judge.marshalling import frames, scalars, symbols
from autograder.grading.judge.marshalling.pack import (
    FORTRAN,
    NUMBERS,
    WRITEABLE,
    Node,
    WireError,
    sendable,
)

T = TypeVar("T")

# What rebuilding a value raises where the node is not one that `Packer` writes.
_UNREADABLE = (
    TypeError,
    ValueError,
    LookupError,
    ArithmeticError,
    AttributeError,
    ImportError,
    RecursionError,
)


class Unpacker:
    """Rebuilds values from nodes and bytes; strict.

    `resolve` rebuilds what a reference node ("@") stands for. `known` are the objects that the
    sender may name by number. `objects` afterwards holds every changeable object met.
    """

    def __init__(
        self, resolve: Callable[[list[Node]], Any], payload: bytes, known: list[Any] | None = None
    ) -> None:
        self._resolve = resolve
        self._payload = memoryview(payload)
        self._position = 0
        self.objects: list[Any] = list(known or ())

    def finish(self) -> None:
        """Raise WireError if bytes are left over."""
        if self._position != len(self._payload):
            raise WireError("bytes left over")

    def unpack(self, node: Node) -> Any:
        """The value of a node."""
        if type(node) is dict:
            return self._dict(node)
        if type(node) is not list:
            return node
        try:
            tag, *rest = node
            if tag == "@":
                return self._resolve(rest)
            rebuild = _UNPACK.get(tag)
            return rebuild(self, rest) if rebuild else scalars.unpack(tag, rest)
        except _UNREADABLE as error:
            raise WireError(f"a node that cannot be read ({type(error).__name__})") from None

    def _new(self, thing: T) -> T:
        self.objects.append(thing)
        return thing

    def _take(self, size: int) -> memoryview:
        start, self._position = self._position, self._position + size
        if size < 0 or self._position > len(self._payload):
            raise WireError("bytes missing")
        return self._payload[start : self._position]

    def _items(self, rest: list[Any]) -> list[Any]:
        unpack = self.unpack
        return [unpack(node) for node in rest]

    def _fill(self, thing: Any, method: str, rest: list[Any]) -> Any:
        add = getattr(self._new(thing), method)
        for node in rest:
            add(self.unpack(node))
        return thing

    def _dict(self, node: dict[str, Node]) -> dict[str, Any]:
        thing: dict[str, Any] = self._new({})
        for key, item in node.items():
            thing[key] = self.unpack(item)
        return thing

    def _mapping(self, thing: Any, rest: list[Any]) -> Any:
        self._new(thing)
        for key, item in zip(rest[::2], rest[1::2], strict=True):
            thing[self.unpack(key)] = self.unpack(item)
        return thing

    def _numbers(self, rest: list[Any]) -> list[Any]:
        kind, count = rest
        dtype = {"f": NUMBERS[float], "i": NUMBERS[int]}[kind]
        values: list[Any] = np.frombuffer(self._take(8 * _size([count])), dtype).tolist()
        return self._new(values)

    def _array(self, rest: list[Any]) -> np.ndarray[Any, Any]:
        name, shape, flags = rest
        dtype = scalars.dtype_of(name)
        if dtype.hasobject or not sendable(dtype):
            raise WireError("an array of another kind")
        raw = self._take(_size(shape) * dtype.itemsize)
        array = np.ndarray(shape, dtype, bytearray(raw), order="F" if flags & FORTRAN else "C")
        if dtype.kind == "b":
            array[...] = array.view(np.uint8) != 0  # a byte that is neither 0 nor 1 is no bool
        array.flags.writeable = bool(flags & WRITEABLE)
        return self._new(array)

    def _object_array(self, rest: list[Any]) -> np.ndarray[Any, Any]:
        shape, flags, *nodes = rest
        if _size(shape) != len(nodes):
            raise WireError("an array of another size")
        array = self._new(np.empty(len(nodes), object).reshape(shape))
        flat = array.reshape(-1)
        for index, node in enumerate(nodes):
            flat[index] = self.unpack(node)
        array.flags.writeable = bool(flags & WRITEABLE)
        return array

    def _frame(self, rest: list[Any]) -> Any:
        kind, parts = rest
        if kind not in frames.KINDS:
            raise WireError("a frame of another kind")
        number = len(self.objects)
        if kind in frames.CHANGEABLE:
            self._new(None)
        frame = frames.unpack(kind, self.unpack(parts))
        if kind in frames.CHANGEABLE:
            self.objects[number] = frame
        return frame

    def _generator(self, rest: list[Any]) -> np.random.Generator:
        name, state = rest
        if name not in _BIT_GENERATORS:
            raise WireError("an unknown bit generator")
        number = len(self.objects)
        self._new(None)
        source = _BIT_GENERATORS[name](0)
        source.state = checked_state(self.unpack(state))
        generator = self.objects[number] = np.random.Generator(source)
        return generator

    def _random_state(self, rest: list[Any]) -> np.random.RandomState:
        (state,) = rest
        number = len(self.objects)
        self._new(None)
        source = self.objects[number] = np.random.RandomState(0)
        source.set_state(checked_state(self.unpack(state)))
        return source

    def _random(self, rest: list[Any]) -> random.Random:
        (state,) = rest
        number = len(self.objects)
        self._new(None)
        source = self.objects[number] = random.Random(0)
        source.setstate(self.unpack(state))
        return source

    def _default(self, rest: list[Any]) -> Any:
        thing: Any = self._new(defaultdict())
        thing.default_factory = self.unpack(rest[0])
        for key, item in zip(rest[1::2], rest[2::2], strict=True):
            thing[self.unpack(key)] = self.unpack(item)
        return thing

    def _known(self, rest: list[Any]) -> Any:
        (number,) = rest
        if type(number) is not int or not 0 <= number < len(self.objects):
            raise WireError("an unknown object")
        return self.objects[number]


def checked_state(state: Any) -> Any:
    """A bit generator's state, if its positions lie within its buffers: NumPy believes them."""
    if type(state) is tuple:  # as `numpy.random.get_state` gives it
        places = [(state[2], 624)]
    else:
        inner = state["state"]
        places = [(state.get("buffer_pos", 0), 4), (inner.get("pos", 0), 624)]
    if not all(type(place) is int and 0 <= place <= end for place, end in places):
        raise WireError("a random state that is none")
    return state


def _size(shape: list[Any]) -> int:
    """How many elements an array of this shape has."""
    size = 1
    for length in shape:
        if type(length) is not int or length < 0:
            raise WireError("an impossible shape")
        size *= length
    return size


_BIT_GENERATORS: dict[str, Callable[[int], Any]] = {
    name: getattr(np.random, name) for name in ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")
}
_UNPACK: dict[Node, Callable[[Unpacker, list[Any]], Any]] = {
    "l": lambda reader, rest: reader._fill([], "append", rest),
    "t": lambda reader, rest: tuple(reader._items(rest)),
    "d": lambda reader, rest: reader._mapping({}, rest),
    "S": lambda reader, rest: slice(*reader._items(rest)),
    "s": lambda reader, rest: reader._fill(set(), "add", rest),
    "z": lambda reader, rest: frozenset(reader._items(rest)),
    "O": lambda reader, rest: reader._mapping(OrderedDict(), rest),
    "C": lambda reader, rest: reader._mapping(Counter(), rest),
    "dd": Unpacker._default,
    "q": lambda reader, rest: reader._fill(deque(maxlen=rest[0]), "append", rest[1:]),
    "y": lambda reader, rest: reader._new(bytearray(scalars.unpack("b", rest))),
    "p": Unpacker._numbers,
    "a": Unpacker._array,
    "o": Unpacker._object_array,
    "g": Unpacker._generator,
    "G": Unpacker._random_state,
    "m": Unpacker._random,
    "f": Unpacker._frame,
    "e": lambda reader, rest: symbols.unpack(*rest),
    "r": Unpacker._known,
}
