"""A fork of the judge's process that runs the cells, so that one which never ends is not the end.

No time limit strikes in the middle of a computation in C (`10 ** f(3)`), and a crash takes the whole
process along. The process that waits has the state of before and forks another worker.
"""

from __future__ import annotations

import base64
import json
import os
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection, Pipe
from typing import Any

Answer = Callable[[dict[str, Any]], dict[str, Any]]
_BROKEN = 70  # exit status of a worker whose own code failed


class WorkerError(Exception):
    """The worker did not answer: it was ended by a signal, or it is late."""


class Worker:
    """A child process that answers orders, one after the other, with plain data as JSON."""

    def __init__(self, answer: Answer) -> None:
        self._pipe, theirs = Pipe()
        self._pid = os.fork()
        if self._pid == 0:
            self._pipe.close()
            _work(theirs, answer)
        theirs.close()

    def ask(self, order: dict[str, Any], seconds: float) -> dict[str, Any]:
        """The answer to an order. Raises WorkerError if there is none in time, and RuntimeError if
        the judge's own code failed."""
        try:
            self._pipe.send_bytes(_pack(order))
            if not self._pipe.poll(seconds):
                raise WorkerError("it is late")
            answer: dict[str, Any] = json.loads(self._pipe.recv_bytes())
        except (EOFError, OSError) as error:
            self._check()
            raise WorkerError("it ended") from error
        return answer

    def _check(self) -> None:
        _, status = os.waitpid(self._pid, 0)
        self._pid = 0
        if os.waitstatus_to_exitcode(status) >= 0:
            raise RuntimeError("the judge's own code failed")

    def end(self) -> None:
        """End the process."""
        self._pipe.close()
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
            self._pid = 0


def _work(orders: Connection, answer: Answer) -> None:
    """Answer orders until the other end is closed; never returns."""
    status = _BROKEN
    try:
        while True:
            try:
                order = json.loads(orders.recv_bytes())
            except EOFError:
                break
            orders.send_bytes(_pack(answer(order)))
        status = 0
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        os._exit(status)


def _pack(message: dict[str, Any]) -> bytes:
    return json.dumps(message, default=_as_text).encode("ascii")


def _as_text(thing: Any) -> str:
    """A picture's bytes as nbformat has them; nothing else in an output is no plain data."""
    return base64.b64encode(thing).decode("ascii") if isinstance(thing, bytes) else str(thing)
