"""A fork of the judge's process that runs the cells, so that one which never ends is not the end.

No time limit strikes in the middle of a computation in C (`10 ** f(3)`), and a crash takes the whole
process along. The process that waits has the state of before and forks another worker.
"""

from __future__ import annotations

import base64
import json
import os
import select
import signal
import socket
import struct
import time
from collections.abc import Callable
from typing import Any

__all__ = ["Worker", "WorkerError"]

Answer = Callable[[dict[str, Any]], dict[str, Any]]
_LENGTH = struct.Struct("!I")
_BROKEN = 70  # exit status of a worker whose own code failed


class WorkerError(Exception):
    """The worker did not answer: it was ended by a signal, or it is late."""


class Worker:
    """A child process that answers orders, one after the other, with plain data."""

    def __init__(self, answer: Answer) -> None:
        self._socket, theirs = socket.socketpair()
        self._pid = os.fork()
        if self._pid == 0:
            self._socket.close()
            _work(theirs, answer)
        theirs.close()

    def ask(self, order: dict[str, Any], seconds: float) -> dict[str, Any]:
        """The answer to an order. Raises WorkerError if there is none in time, and RuntimeError if
        the judge's own code failed."""
        until = time.monotonic() + seconds
        try:
            self._socket.sendall(_pack(order))
            (size,) = _LENGTH.unpack(self._read(_LENGTH.size, until))
            answer: dict[str, Any] = json.loads(self._read(size, until))
        except OSError as error:
            raise WorkerError("it ended") from error
        return answer

    def _read(self, size: int, until: float) -> bytes:
        data = bytearray()
        while len(data) < size:
            ready, _, _ = select.select([self._socket], [], [], max(until - time.monotonic(), 0))
            if not ready:
                raise WorkerError("it is late")
            chunk = self._socket.recv(size - len(data))
            if not chunk:
                self._check()
                raise WorkerError("it ended")
            data += chunk
        return bytes(data)

    def _check(self) -> None:
        _, status = os.waitpid(self._pid, 0)
        self._pid = 0
        if os.waitstatus_to_exitcode(status) >= 0:
            raise RuntimeError("the judge's own code failed")

    def end(self) -> None:
        """End the process."""
        self._socket.close()
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
            self._pid = 0


def _work(sock: socket.socket, answer: Answer) -> None:
    """Answer orders until the other end is closed; never returns."""
    status = _BROKEN
    try:
        with sock, sock.makefile("rb") as orders:
            while head := orders.read(_LENGTH.size):
                order = json.loads(orders.read(*_LENGTH.unpack(head)))
                sock.sendall(_pack(answer(order)))
        status = 0
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        os._exit(status)


def _pack(message: dict[str, Any]) -> bytes:
    data = json.dumps(message, default=_as_text).encode("ascii")
    return _LENGTH.pack(len(data)) + data


def _as_text(thing: Any) -> str:
    """A picture's bytes as nbformat has them; nothing else in an output is no plain data."""
    return base64.b64encode(thing).decode("ascii") if isinstance(thing, bytes) else str(thing)
