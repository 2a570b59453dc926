"""Messages between the grader and a sandboxed process: a length in four bytes, then JSON.

The grader's end (`Channel`) trusts nothing: a message that is too long or no JSON object closes
the channel. Only JSON crosses; nothing is ever unpickled.
"""

from __future__ import annotations

import json
import math
import socket
import struct
from typing import Any

LENGTH = struct.Struct(">I")
MAX_MESSAGE = 64 * 1024 * 1024
MAX_DEPTH = 100
READ_SIZE = 256 * 1024


class ProtocolError(Exception):
    """The other side sent something that is no message."""


def pack(message: dict[str, Any]) -> bytes:
    """One message as bytes."""
    data = json.dumps(message).encode("ascii")
    return LENGTH.pack(len(data)) + data


def unpack(data: bytes) -> dict[str, Any]:
    """The message in `data`, without its length: text that UTF-8 can hold, finite numbers, not too deep."""
    try:
        message = json.loads(data, parse_constant=lambda name: None)
    except (ValueError, RecursionError) as error:
        raise ProtocolError(f"what is not JSON ({error})") from None
    if not isinstance(message, dict):
        raise ProtocolError("what is not a JSON object")
    cleaned: dict[str, Any] = _clean(message, MAX_DEPTH)
    return cleaned


def _clean(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            return value.encode(errors="backslashreplace").decode()
        return value
    if depth == 0 and isinstance(value, dict | list):
        raise ProtocolError("a message nested too deeply")
    if isinstance(value, dict):
        return {_clean(k, 0): _clean(v, depth - 1) for k, v in value.items()}
    if isinstance(value, list):
        return [_clean(v, depth - 1) for v in value]
    if isinstance(value, float) and not math.isfinite(value):  # 1e999, which is JSON
        return None
    return value


def receive_exactly(sock: socket.socket, size: int) -> bytes:
    """`size` bytes; EOFError if the other side closes before."""
    parts = bytearray()
    while len(parts) < size:
        part = sock.recv(min(size - len(parts), READ_SIZE))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)


def receive(sock: socket.socket) -> dict[str, Any]:
    """Wait for one message (the sandboxed side, which may wait for ever)."""
    (size,) = LENGTH.unpack(receive_exactly(sock, LENGTH.size))
    return unpack(receive_exactly(sock, size))


class Channel:
    """The grader's end: reads what is there, never waits, never keeps more than one message."""

    def __init__(self, sock: socket.socket, limit: int = MAX_MESSAGE) -> None:
        self.sock = sock
        self.limit = limit
        self.closed = False
        self._buffer = bytearray()

    def fileno(self) -> int:
        return self.sock.fileno()

    def send(self, message: dict[str, Any], timeout: float = 10.0) -> None:
        """Send; a reader that does not read closes the channel."""
        try:
            self.sock.settimeout(timeout)
            self.sock.sendall(pack(message))
        except OSError:
            self.closed = True

    def read(self) -> list[dict[str, Any]]:
        """The messages that one read completes; sets `closed` at the end of the stream.

        Raises ProtocolError.
        """
        self.sock.setblocking(False)
        try:
            data = self.sock.recv(READ_SIZE)
        except BlockingIOError:
            return []
        except OSError:
            data = b""
        if not data:
            self.closed = True
            return []
        self._buffer += data
        messages = []
        while len(self._buffer) >= LENGTH.size:
            (size,) = LENGTH.unpack_from(self._buffer)
            if size > self.limit:
                raise ProtocolError(f"a message of {size} bytes")
            if len(self._buffer) < LENGTH.size + size:
                break
            messages.append(unpack(bytes(self._buffer[LENGTH.size : LENGTH.size + size])))
            del self._buffer[: LENGTH.size + size]
        return messages
