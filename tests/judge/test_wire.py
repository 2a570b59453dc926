"""Values on the wire: what goes in comes out, and what no honest side writes is refused."""

import datetime
import json
from collections import OrderedDict, deque
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.grading.judge.marshalling import scalars, unpack
from autograder.grading.judge.marshalling.pack import Packer, WireError
from autograder.grading.judge.marshalling.snapshots import Snapshot, overwrite
from autograder.grading.judge.marshalling.unpack import Unpacker


def refuse(value: Any) -> Any:
    raise WireError(f"no reference to {value!r} was expected")


def there_and_back(value: Any) -> Any:
    """The value after a journey as JSON text and bytes."""
    packer = Packer(refuse)
    text = json.dumps(packer.pack(value))
    unpacker = Unpacker(refuse, packer.payload())
    result = unpacker.unpack(json.loads(text))
    unpacker.finish()
    assert len(unpacker.objects) == len(packer.objects)
    return result


def alike(a: Any, b: Any) -> bool:
    """Equal in type and value, all the way down; nan is alike nan."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        if a.dtype != b.dtype or a.shape != b.shape or a.flags.writeable != b.flags.writeable:
            return False
        if a.dtype == object:
            return all(map(alike, a.ravel().tolist(), b.ravel().tolist()))
        return bool(a.tobytes() == b.tobytes())
    if isinstance(a, np.generic):
        return bool(a.dtype == b.dtype and a.tobytes() == b.tobytes())
    if isinstance(a, list | tuple | deque):
        return len(a) == len(b) and all(map(alike, a, b))
    if isinstance(a, dict):
        return alike(list(a.items()), list(b.items()))
    return bool(a == b) or (a != a and b != b)


def object_array(items: list[Any]) -> Any:
    array = np.empty(len(items), object)
    for index, item in enumerate(items):
        array[index] = item
    return array


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(2**62, 2**70)
    | st.floats()
    | st.complex_numbers(allow_nan=False)
    | st.text()
    | st.binary()
    | st.dates()
    | st.datetimes()
    | st.timedeltas()
    | st.times()
    | st.fractions()
    | st.decimals(allow_nan=False)
    | hnp.arrays(hnp.scalar_dtypes(), ()).map(lambda array: array[()])
)
HASHABLE = st.none() | st.booleans() | st.integers() | st.text() | st.tuples(st.integers())
VALUES = st.recursive(
    SCALARS | hnp.arrays(hnp.scalar_dtypes(), hnp.array_shapes(min_dims=0, max_side=4, min_side=0)),
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.lists(inner).map(deque)
        | st.dictionaries(st.text(), inner)
        | st.dictionaries(HASHABLE, inner)
        | st.dictionaries(HASHABLE, inner).map(OrderedDict)
        | st.lists(inner, max_size=4).map(object_array)
    ),
    max_leaves=20,
)


@settings(deadline=None)
@given(VALUES)
def test_a_value_comes_back_as_it_was(value: Any) -> None:
    assert alike(there_and_back(value), value)


@settings(deadline=None)
@given(st.sets(HASHABLE), st.lists(st.floats(), min_size=30), st.lists(st.integers(), min_size=30))
def test_sets_and_long_lists_of_numbers_come_back(a: Any, b: Any, c: Any) -> None:
    for value in (a, frozenset(a), b, c, [*b, 1], [*c, True]):
        assert alike(there_and_back(value), value)


@pytest.mark.parametrize(
    "value",
    [
        *(range(0, 10**30, 7), ..., NotImplemented, Path("a/b"), bytearray(b"x"), int, slice),
        *(np.float32, np.dtype("<i2"), Decimal("NaN"), Fraction(1, 3), datetime.date(2024, 1, 2)),
        *(-0.0, 2**200, "\ud800", "", b"", (), [], {}, set(), deque([1], maxlen=2)),
        *({"@": 1}, ["@", "mine", 1], ["l"], {"l": ["r", 0]}, np.float64("nan"), np.str_("é")),
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.arange(12).reshape(3, 4)[::2, ::-1],
        np.array(["a", "bc"]),
        np.array(["2024-01-01"], "M8[D]"),
    ],
    ids=repr,
)
def test_odd_values_come_back(value: Any) -> None:
    result = there_and_back(value)
    assert type(result) is type(value)
    assert alike(result, value) or result is value or str(result) == str(value)


def test_a_list_that_holds_itself_and_a_shared_one_keep_their_shape() -> None:
    shared: list[Any] = [1]
    whole: list[Any] = [shared, shared, {"again": shared}]
    whole.append(whole)
    result = there_and_back(whole)
    assert result[0] is result[1] is result[2]["again"]
    assert result[3] is result


def test_read_only_arrays_stay_read_only() -> None:
    array = np.arange(3)
    array.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        there_and_back(array)[0] = 1


def test_a_random_generator_comes_back_in_its_state() -> None:
    for kind in (np.random.PCG64, np.random.MT19937, np.random.Philox, np.random.SFC64):
        rng = np.random.Generator(kind(3))
        rng.random(5)
        copy = there_and_back([rng, rng])
        assert copy[0] is copy[1]
        assert np.array_equal(copy[0].random(9), rng.random(9))


def test_what_is_not_plain_is_handed_to_the_side() -> None:
    class Odd(int):
        pass

    records = np.zeros(2, dtype=[("a", int)])
    for value in (Odd(1), records, np.zeros(2).view(np.matrix), test_odd_values_come_back):
        assert Packer(lambda thing: ["@", type(thing).__name__]).pack([value])[1][0] == "@"


def test_a_value_nested_too_deeply_is_refused() -> None:
    value: list[Any] = []
    for _ in range(1000):
        value = [value]
    with pytest.raises(WireError, match="nested"):
        Packer(refuse).pack(value)


TAGS = st.sampled_from(["@", *unpack._UNPACK, *scalars._UNPACK])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | TAGS,
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.text(), inner)
        | st.tuples(TAGS, st.lists(inner)).map(lambda pair: [pair[0], *pair[1]])
    ),
    max_leaves=30,
)


@settings(deadline=None)
@given(JSON, st.binary())
def test_nonsense_is_refused_and_breaks_nothing(node: Any, payload: bytes) -> None:
    unpacker = Unpacker(refuse, payload)
    try:
        unpacker.unpack(node)
        unpacker.finish()
    except WireError:
        return


@pytest.mark.parametrize("node", [["D", ""], ["F", "1", "0"], ["g", "PCG64", 3], ["c", {}, None]])
def test_a_scalar_of_no_kind_is_refused_as_what_cannot_be_read(node: Any) -> None:
    with pytest.raises(WireError):
        Unpacker(refuse, b"").unpack(node)


@settings(deadline=None)
@given(VALUES, st.data())
def test_one_part_that_is_another_is_read_or_refused(value: Any, data: st.DataObject) -> None:
    """What an honest side wrote, with one part of it exchanged: nearer to what is read than any nonsense."""
    packer = Packer(refuse)
    whole = [json.loads(json.dumps(packer.pack(value)))]
    holder, place = data.draw(st.sampled_from(list(parts(whole))))
    holder[place] = data.draw(JSON)
    payload = packer.payload()
    unpacker = Unpacker(refuse, payload[: data.draw(st.integers(0, len(payload)))])
    try:
        unpacker.unpack(whole[0])
        unpacker.finish()
    except WireError:
        return


def parts(node: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a node, as what holds it and where."""
    places = node.items() if isinstance(node, dict) else enumerate(node)
    for place, part in list(places):
        yield node, place
        if isinstance(part, list | dict):
            yield from parts(part)


def changed_by(change: Any, *objects: Any) -> list[int]:
    snapshot = Snapshot(list(objects))
    change(*objects)
    return snapshot.changed()


def test_a_snapshot_sees_every_change_in_place() -> None:
    rng = np.random.default_rng(0)
    assert changed_by(lambda x, y: None, [1.5], {"a": []}) == []
    assert changed_by(lambda x: x.append(1), []) == [0]
    assert changed_by(lambda x: x.__setitem__(0, 2.5), [1.5]) == [0]
    assert changed_by(lambda x, y: y.update(a=1), {}, {"a": 2}) == [1]
    assert changed_by(lambda x: x.add(2), {1}) == [0]
    assert changed_by(lambda x: x.__setitem__(0, 1), np.zeros(3)) == [0]
    assert changed_by(lambda x: x.__setitem__(0, 1), np.array([None])) == [0]
    assert changed_by(lambda x: None, object_array([None, [1]])) == []
    assert changed_by(lambda x: x.random(), rng) == [0]
    assert changed_by(lambda x: x.popleft(), deque([1])) == [0]


def test_overwriting_keeps_the_object_and_takes_the_contents() -> None:
    for target, value in (
        ([1], [2, 3]),
        ({"a": 1}, {"b": 2}),
        ({1}, {2}),
        (deque([1]), deque([2])),
        (bytearray(b"a"), bytearray(b"bc")),
        (np.zeros(2), np.ones(2)),
        (np.zeros(4), np.ones((2, 2))),
    ):
        overwrite(target, value)
        assert alike(target, value)
    with pytest.raises(WireError, match="type"):
        overwrite([1], (1,))
    with pytest.raises(WireError, match="dtype"):
        overwrite(np.zeros(2), np.zeros(2, int))
    with pytest.raises(WireError, match="shape"):
        overwrite(np.zeros(8)[::2], np.ones((2, 2)))
