"""What the kernel says, in order through one socket: its messages, and what the program prints."""

from __future__ import annotations

import base64
import io
import json
import signal
import socket
import sys
import threading
import time
from typing import Any

from jupyter_client.session import Session, json_default

from autograder.grading.sandbox import wire

FLUSH_BYTES = 8192
PIECE = 65536
FLUSH_SECONDS = 0.2


class Outlet:
    """Where everything that the kernel says goes; a socket only after the fork."""

    def __init__(self) -> None:
        self.sock: socket.socket | None = None
        self.limit = wire.MAX_MESSAGE
        self._lock = threading.RLock()

    def send(self, message: dict[str, Any]) -> None:
        """Send one message, whole: an interrupt waits until it is out.

        Before the fork there is nobody to hear it.
        """
        if self.sock is not None:
            data = wire.pack(message)
            if len(data) > self.limit:  # a figure too large to show must not cost the kernel
                data = wire.pack({"type": "dropped", "content": {"size": len(data)}})
            before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
            try:
                with self._lock:
                    self.sock.sendall(data)
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)


class OutletSession(Session):  # type: ignore[misc]  # its package has no types
    """A jupyter session whose messages go to the outlet."""

    outlet = Outlet()

    def send(
        self,
        stream: Any,
        msg_or_type: Any,
        content: Any = None,
        parent: Any = None,
        ident: Any = None,
        **rest: Any,
    ) -> Any:
        """As Session.send; signatures, identities and sockets play no part here."""
        if isinstance(msg_or_type, dict):
            kind = msg_or_type["header"]["msg_type"]
            content, metadata = msg_or_type["content"], msg_or_type.get("metadata", {})
            buffers = rest.get("buffers") or msg_or_type.get("buffers") or []
        else:
            kind, metadata, buffers = msg_or_type, rest.get("metadata") or {}, rest.get("buffers")
        encoded = [base64.b64encode(memoryview(b)).decode("ascii") for b in buffers or []]
        message = {"type": kind, "content": content, "metadata": metadata, "buffers": encoded}
        header = (parent or {}).get("header", parent) or {}
        self.outlet.send(plain({**message, "parent": header.get("msg_id")}))
        return message


class Stream(io.TextIOBase):
    """sys.stdout and sys.stderr of the kernel: text goes out in pieces, in order."""

    encoding = "utf-8"
    errors = "backslashreplace"

    def __init__(self, name: str, fd: int, outlet: Outlet) -> None:
        self.name = name
        self.flush_seconds = FLUSH_SECONDS
        self._fd = fd
        self._outlet = outlet
        self._parts: list[str] = []
        self._size = 0
        self._sent = 0.0
        self._lock = threading.RLock()

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._fd

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        with self._lock:
            self._parts.append(text)
            self._size += len(text)
            if self._size > FLUSH_BYTES or time.monotonic() - self._sent > self.flush_seconds:
                self.flush()
        return len(text)

    def flush(self) -> None:
        with self._lock:
            parts, self._parts, self._size = self._parts, [], 0
            self._sent = time.monotonic()
            text = "".join(parts)
            for start in range(0, len(text), PIECE):
                piece = {"name": self.name, "text": text[start : start + PIECE]}
                self._outlet.send({"type": "stream", "content": piece})


def plain(message: dict[str, Any]) -> dict[str, Any]:
    """The message with dates and the like as text, as jupyter_client would send it."""
    plain: dict[str, Any] = json.loads(json.dumps(message, default=json_default))
    return plain


def flush() -> None:
    """Let everything that was printed reach the grader, whatever stands in sys.stdout."""
    for stream in (sys.__stdout__, sys.__stderr__):
        if stream is not None:
            stream.flush()
