"""Messages between grader and sandbox: nothing that arrives can hurt the grader."""

import socket
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.grading.sandbox import wire
from autograder.grading.sandbox.wire import Channel, ProtocolError

Pair = tuple[Channel, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Channel(ours, limit=1000), theirs


text = st.text(st.characters(codec="utf-8"))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(text, json_values, max_size=5))
def test_what_is_packed_is_unpacked(message: dict[str, object]) -> None:
    assert wire.unpack(wire.pack(message)[4:]) == message


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999", "-1e999"])
def test_numbers_are_finite_or_none(number: str) -> None:
    message = wire.unpack(f'{{"a": [{number}, 1.5]}}'.encode())
    assert message == {"a": [None, 1.5]}


def test_messages_may_arrive_in_pieces(pair: Pair) -> None:
    channel, theirs = pair
    data = wire.pack({"a": 1}) + wire.pack({"b": "ü\ud800"})
    seen = []
    for start in range(0, len(data), 3):
        theirs.sendall(data[start : start + 3])
        seen += channel.read()
    assert seen == [{"a": 1}, {"b": "ü\\ud800"}]  # a lone surrogate is spelled out
    assert channel.read() == []


@pytest.mark.parametrize(
    "data",
    [b"\xff\xff\xff\xff", b"\x00\x00\x00\x02[]", b"\x00\x00\x00\x02{{", b"\x00\x00\x03\xe9"],
    ids=["huge", "no object", "no JSON", "over the limit"],
)
def test_what_is_no_message_is_refused(pair: Pair, data: bytes) -> None:
    channel, theirs = pair
    theirs.sendall(data)
    with pytest.raises(ProtocolError):
        channel.read()


def test_deeply_nested_json_is_refused() -> None:
    with pytest.raises(ProtocolError):
        wire.unpack(b'{"a":' + b"[" * 100_000)
    with pytest.raises(ProtocolError, match="too deeply"):
        wire.unpack(b'{"a":' + b"[" * 200 + b"]" * 200 + b"}")


def test_not_a_number_becomes_null() -> None:
    assert wire.unpack(b'{"a": [NaN, Infinity, 1.5]}') == {"a": [None, None, 1.5]}


def test_the_end_of_the_stream_closes_the_channel(pair: Pair) -> None:
    channel, theirs = pair
    theirs.close()
    assert channel.read() == []
    assert channel.closed


def test_a_reader_that_does_not_read_closes_the_channel(pair: Pair) -> None:
    channel, _ = pair
    channel.send({"data": "x" * 5_000_000}, timeout=0.1)
    assert channel.closed
