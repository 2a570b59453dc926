"""The student's kernel: IPython's own kernel class, talking over one socket instead of five.

It runs inside the sandbox, in a fork of the zygote, and nothing it says is trusted. There is no
ZeroMQ, no thread and no port: every message that ipykernel would publish goes, in order, through
one pipe as JSON. That is both faster and a smaller target for the grader's side.
"""

from __future__ import annotations

import asyncio
import base64
import functools
import io
import logging
import os
import signal
import socket
import sys
import threading
import time
import types
import uuid
from typing import Any

from ipykernel.eventloops import enable_gui
from ipykernel.ipkernel import IPythonKernel
from jupyter_client.session import Session, json_default
from traitlets.config import Config

from autograder.grading.judge.peer import serve
from autograder.grading.sandbox import dispatch, wire
from autograder.grading.sandbox.memory import (
    forget_last_error,
    release_memory,
    with_spare_memory,
)

FLUSH_BYTES = 8192
PIECE = 65536
FLUSH_SECONDS = 0.2
LONGEST = 5000  # characters of an exception in a reply, which must arrive whatever was raised


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
        self.outlet.send(_plain({**message, "parent": header.get("msg_id")}))
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


def _plain(message: dict[str, Any]) -> dict[str, Any]:
    """The message with dates and the like as text, as jupyter_client would send it."""
    import json

    plain: dict[str, Any] = json.loads(json.dumps(message, default=json_default))
    return plain


class StudentKernel:
    """An IPython kernel that is built once, before the fork, and used once, after it."""

    def __init__(self) -> None:
        config = Config()
        config.HistoryManager.enabled = False  # it would start a thread and a database
        config.ProfileDir.location = ""
        thread = types.SimpleNamespace(parent_thread=threading.main_thread())
        self.kernel = IPythonKernel.instance(
            session=OutletSession(),
            shell_channel_thread=thread,
            log=logging.getLogger(__name__),
            config=config,
        )
        self.shell = self.kernel.shell
        # ipykernel looks for an application, and here is none: `%matplotlib inline` asks for this.
        self.shell.enable_gui = functools.partial(enable_gui, kernel=self.kernel)
        self.shell.showtraceback = with_spare_memory(self.shell.showtraceback)

    def warm_up(self) -> None:
        """Show an error and a result to nobody, so that what shows them is loaded."""
        for source in ("1 / 0", "[1.5]"):
            self.shell.run_cell(source, store_history=False)
        forget_last_error()
        self.shell.reset()
        self.shell.execution_count = 1

    def run(self, sock: socket.socket, peer: socket.socket | None, largest: int) -> None:
        """Serve the grader until it says "end": files, cells, and the judge's questions.

        A Jupyter client is served instead from the moment it is announced (dispatch.py).

        `largest` is the size in bytes of the largest message that the grader takes.
        """
        OutletSession.outlet.sock, OutletSession.outlet.limit = sock, largest
        sys.stdout = Stream("stdout", 1, OutletSession.outlet)
        sys.stderr = Stream("stderr", 2, OutletSession.outlet)
        sys.__stdout__, sys.__stderr__ = sys.stdout, sys.stderr  # type: ignore[misc, assignment]  # final for typeshed
        sys.path.insert(0, "")
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        from tornado.ioloop import IOLoop

        self.kernel.io_loop = IOLoop.current()
        OutletSession.outlet.send({"ready": True})
        while True:
            request = wire.receive(sock)
            if "file" in request:
                write_file(request["file"], base64.b64decode(request["data"]))
            elif "run" in request:
                OutletSession.outlet.send(self.cell(loop, request))
            elif "serve" in request and peer is not None:
                OutletSession.outlet.send(self.serve(peer, request["serve"]))
            elif "client" in request:
                dispatch.serve(self, sock, loop)
                return
            else:
                return

    def cell(self, loop: asyncio.AbstractEventLoop, request: dict[str, Any]) -> dict[str, Any]:
        """Run one cell as an execute request of a client would; the reply says how it ended."""
        header = {
            "msg_id": uuid.uuid4().hex,
            "msg_type": "execute_request",
            "username": "grader",
            "session": self.kernel.session.session,
            "version": "5.4",
        }
        self.kernel.set_parent([], {"header": header, "parent_header": {}, "metadata": {}})
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            try:
                coroutine = self.kernel.do_execute(
                    request["run"], silent=False, cell_id=request.get("cell_id")
                )
                reply = loop.run_until_complete(coroutine)
            finally:
                signal.signal(signal.SIGINT, signal.SIG_IGN)
                self.flush()
        except KeyboardInterrupt:
            reply = {"status": "error", "ename": "KeyboardInterrupt", "evalue": "", "traceback": []}
        release_memory()
        told = {name: reply[name] for name in ("status", "execution_count") if name in reply}
        error = {name: str(reply[name])[:LONGEST] for name in ("ename", "evalue") if name in reply}
        return _plain({"done": request["index"], **told, **error})

    def serve(self, peer: socket.socket, index: int) -> dict[str, Any]:
        """Answer the judge while it runs one test cell."""
        status = "ok"
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            try:
                serve(peer, self.shell.user_ns)
            finally:
                signal.signal(signal.SIGINT, signal.SIG_IGN)
                self.flush()
        except KeyboardInterrupt:
            status = "interrupted"
        except Exception as error:
            peer.close()  # the judge sees that nobody answers any more
            status = f"{type(error).__name__}: {error}"
        release_memory()
        return {"done": index, "status": status}

    @staticmethod
    def flush() -> None:
        """Let everything that was printed reach the grader, whatever stands in sys.stdout."""
        for stream in (sys.__stdout__, sys.__stderr__):
            if stream is not None:
                stream.flush()


def write_file(path: str, data: bytes) -> None:
    """The next piece of one file of the submission, into the working directory, which begins empty."""
    folder = os.path.dirname(path)
    if folder:
        os.makedirs(folder, exist_ok=True)
    with open(path, "ab") as file:
        file.write(data)
