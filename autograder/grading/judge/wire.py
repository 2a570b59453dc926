"""Values on the wire: how plain Python and NumPy values cross between the judge and the student.

`Packer` turns a value into JSON nodes and one block of raw bytes, `Unpacker` turns them back; never
pickle. Only exact types are plain. Anything else is handed to the side's own hook, which sends a
reference ("@") in its place. The reader checks every node: what is odd is a `WireError`.

Scalars are themselves in JSON, a dict with string keys is a JSON object, everything else is a list
that begins with a tag. Objects that can be changed in place are numbered in the order in which they
are met: this keeps aliases and cycles, and lets the other side report what it changed.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.grading.judge import frames, scalars
from autograder.grading.judge.scalars import WireError

__all__ = ["Packer", "Unpacker", "WireError"]

Node = Any
MAX_DEPTH = 150
PACKED_LIST = 24  # lists of so many floats or ints travel as raw bytes
_UNREADABLE = (
    TypeError,
    ValueError,
    LookupError,
    ArithmeticError,
    AttributeError,
    RecursionError,
)
_INT64 = range(-(2**63), 2**63)
_NUMBERS = {float: np.dtype("<f8"), int: np.dtype("<i8")}
_ARRAY_KINDS = frozenset("biufcSUMm")
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
        if kind is float or kind is str or kind is bool or value is None:
            return value
        if kind is int:
            return value if value in _INT64 else ["i", format(value, "x")]
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
        if pack is None or (kind is np.ndarray and not _sendable(value.dtype)):
            return scalars.pack(value) or self._frame(value) or self._export(value)
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise WireError(f"a value nested more than {MAX_DEPTH} deep")
        try:
            return pack(self, value)
        finally:
            self._depth -= 1

    def _items(self, value: Any) -> list[Node]:
        pack = self.pack
        return [pack(item) for item in value]

    def _list(self, value: list[Any]) -> Node:
        if len(value) >= PACKED_LIST:
            dtype = _NUMBERS.get(type(value[0]))
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


_PACK: dict[type, Callable[[Packer, Any], Node]] = {
    list: Packer._list,
    tuple: lambda packer, value: ["t", *packer._items(value)],
    dict: Packer._dict,
    set: lambda packer, value: ["s", *packer._items(value)],
    frozenset: lambda packer, value: ["z", *packer._items(value)],
    OrderedDict: lambda packer, value: ["O", *packer._pairs(value)],
    deque: lambda packer, value: ["q", value.maxlen, *packer._items(value)],
    np.ndarray: Packer._array,
    np.random.Generator: Packer._generator,
}
_MUTABLE = frozenset(
    {list, dict, set, OrderedDict, deque, bytearray, np.ndarray, np.random.Generator}
)


class Unpacker:
    """Rebuilds values from nodes and bytes; strict.

    `resolve` rebuilds what a reference node ("@") stands for. `known` are the objects that the
    sender may name by number. `objects` afterwards holds every changeable object met.
    """

    def __init__(
        self, resolve: Callable[[Node], Any], payload: bytes, known: list[Any] | None = None
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
        kind = type(node)
        if kind is dict:
            return self._dict(node)
        if kind is not list:
            return node
        try:
            tag, *rest = node
            if tag == "@":
                return self._resolve(rest)
            rebuild = _UNPACK.get(tag)
            return rebuild(self, rest) if rebuild else scalars.unpack(tag, rest)
        except (
            TypeError,
            ValueError,
            IndexError,
            KeyError,
            OverflowError,
            RecursionError,
        ) as error:
            raise WireError(f"a node that cannot be read ({type(error).__name__})") from None

    def _new(self, thing: Any) -> Any:
        self.objects.append(thing)
        return thing

    def _take(self, size: int) -> memoryview:
        start, self._position = self._position, self._position + size
        if size < 0 or self._position > len(self._payload):
            raise WireError("bytes missing")
        return self._payload[start : self._position]

    def _items(self, rest: list[Node]) -> list[Any]:
        unpack = self.unpack
        return [unpack(node) for node in rest]

    def _fill(self, thing: Any, method: str, rest: list[Node]) -> Any:
        add = getattr(self._new(thing), method)
        for node in rest:
            add(self.unpack(node))
        return thing

    def _dict(self, node: dict[str, Node]) -> dict[str, Any]:
        thing: dict[str, Any] = self._new({})
        for key, item in node.items():
            thing[key] = self.unpack(item)
        return thing

    def _mapping(self, thing: Any, rest: list[Node]) -> Any:
        self._new(thing)
        for key, item in zip(rest[::2], rest[1::2], strict=True):
            thing[self.unpack(key)] = self.unpack(item)
        return thing

    def _numbers(self, rest: list[Node]) -> list[Any]:
        kind, count = rest
        dtype = {"f": _NUMBERS[float], "i": _NUMBERS[int]}[kind]
        values: list[Any] = np.frombuffer(self._take(8 * _size([count])), dtype).tolist()
        return self._new(values)  # type: ignore[no-any-return]

    def _array(self, rest: list[Node]) -> np.ndarray[Any, Any]:
        name, shape, flags = rest
        dtype = np.dtype(name) if type(name) is str else None
        if dtype is None or dtype.hasobject or not _sendable(dtype):
            raise WireError("an array of another kind")
        raw = self._take(_size(shape) * dtype.itemsize)
        array = np.ndarray(shape, dtype, bytearray(raw), order="F" if flags & FORTRAN else "C")
        if dtype.kind == "b":
            array[...] = array.view(np.uint8) != 0  # a byte that is neither 0 nor 1 is no bool
        array.flags.writeable = bool(flags & WRITEABLE)
        return self._new(array)  # type: ignore[no-any-return]

    def _object_array(self, rest: list[Node]) -> np.ndarray[Any, Any]:
        shape, flags, *nodes = rest
        if _size(shape) != len(nodes):
            raise WireError("an array of another size")
        array = self._new(np.empty(len(nodes), object).reshape(shape))
        flat = array.reshape(-1)
        for index, node in enumerate(nodes):
            flat[index] = self.unpack(node)
        array.flags.writeable = bool(flags & WRITEABLE)
        return array  # type: ignore[no-any-return]

    def _frame(self, rest: list[Node]) -> Any:
        kind, parts = rest
        if kind not in frames.KINDS:
            raise WireError("a frame of another kind")
        number = len(self.objects)
        if kind != "Index":
            self._new(None)
        frame = frames.unpack(kind, self.unpack(parts))
        if kind != "Index":
            self.objects[number] = frame
        return frame

    def _generator(self, rest: list[Node]) -> np.random.Generator:
        name, state = rest
        if name not in _BIT_GENERATORS:
            raise WireError("an unknown bit generator")
        number = len(self.objects)
        self._new(None)
        source = _BIT_GENERATORS[name](0)
        source.state = self.unpack(state)
        generator = self.objects[number] = np.random.Generator(source)
        return generator

    def _known(self, rest: list[Node]) -> Any:
        (number,) = rest
        if type(number) is not int or not 0 <= number < len(self.objects):
            raise WireError("an unknown object")
        return self.objects[number]


def _travels_as_object(value: Any) -> bool:
    """Whether a value can be changed in place and is numbered on the wire."""
    kind = type(value)
    if kind is np.ndarray:
        return _sendable(value.dtype)
    return kind in _MUTABLE or (kind not in _PACK and frames.kind_of(value) in frames.CHANGEABLE)


def _sendable(dtype: np.dtype[Any]) -> bool:
    """Whether arrays of this dtype travel by value: no records, no empty strings."""
    return dtype.kind == "O" or (dtype.kind in _ARRAY_KINDS and dtype.itemsize > 0)


def _size(shape: list[Node]) -> int:
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
_UNPACK: dict[str, Callable[[Unpacker, list[Node]], Any]] = {
    "l": lambda reader, rest: reader._fill([], "append", rest),
    "t": lambda reader, rest: tuple(reader._items(rest)),
    "d": lambda reader, rest: reader._mapping({}, rest),
    "s": lambda reader, rest: reader._fill(set(), "add", rest),
    "z": lambda reader, rest: frozenset(reader._items(rest)),
    "O": lambda reader, rest: reader._mapping(OrderedDict(), rest),
    "q": lambda reader, rest: reader._fill(deque(maxlen=rest[0]), "append", rest[1:]),
    "y": lambda reader, rest: reader._new(bytearray(scalars.unpack("b", rest))),
    "p": Unpacker._numbers,
    "a": Unpacker._array,
    "o": Unpacker._object_array,
    "g": Unpacker._generator,
    "f": Unpacker._frame,
    "r": Unpacker._known,
}
