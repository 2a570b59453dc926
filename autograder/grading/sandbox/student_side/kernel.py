"""The student's kernel: IPython's own kernel class, talking over one socket instead of five.

It runs inside the sandbox, in a fork of the zygote, and nothing it says is trusted. There is no
ZeroMQ, no thread and no port: every message that ipykernel would publish goes, in order, through
one pipe as JSON. That is both faster and a smaller target for the grader's side.
"""

from __future__ import annotations

import asyncio
import base64
import functools
import logging
import os
import signal
import socket
import sys
import threading
import types
import uuid
from typing import TYPE_CHECKING, Any

from ipykernel.eventloops import enable_gui
from ipykernel.ipkernel import IPythonKernel
from traitlets.config import Config

from autograder.grading.judge.both_sides.files import Folder
from autograder.grading.judge.student_side.peer import serve
from autograder.grading.sandbox import wire
from autograder.grading.sandbox.received_files import write_file
from autograder.grading.sandbox.student_side import dispatch
from autograder.grading.sandbox.student_side.memory import (
    forget_last_error,
    release_memory,
    with_spare_memory,
)
from autograder.grading.sandbox.student_side.outlet import OutletSession, Stream, flush, plain

if TYPE_CHECKING:
    from autograder.grading.sandbox.student_side.other_kernel import OtherKernel

LEFT_PIECE = 2**18  # bytes of a file in one message
LONGEST = 5000  # characters of an exception in a reply, which must arrive whatever was raised


class StudentKernel:
    """An IPython kernel that is built once, before the fork, and used once, after it."""

    other: OtherKernel | None = None

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
        folder: Folder | None = None
        own = os.getpid()
        while True:
            request = wire.receive(sock)
            if "file" in request:
                write_file(request["file"], base64.b64decode(request["data"]))
                continue
            folder = folder or Folder(known=True)  # as it is before the first cell
            if "left" in request:
                OutletSession.outlet.send(leave(folder, request["left"]))
            elif "kernel" in request:
                OutletSession.outlet.send(self.start_other(request))
            elif "run" in request and self.other is not None:
                OutletSession.outlet.send(self.other_cell(self.other, request))
            elif "run" in request:
                reply = self.cell(loop, request)
                if os.getpid() != own:  # what a cell forks and does not end comes back here, too
                    os._exit(0)
                OutletSession.outlet.send(reply)
            elif "serve" in request and peer is not None:
                OutletSession.outlet.send(self.serve(peer, request["serve"]))
            elif "client" in request:
                dispatch.serve(self.kernel, sock, loop)
                return
            else:
                return

    def start_other(self, request: dict[str, Any]) -> dict[str, Any]:
        """Let the kernel of another language run the cells from now on."""
        from autograder.grading.sandbox.student_side.other_kernel import OtherKernel

        try:
            self.other = OtherKernel(request["kernel"])
        except (RuntimeError, OSError) as error:
            why = f"The kernel of {request['kernel']['language']} did not start: {error}"
            return {"done": request["index"], "status": "error", "evalue": why[:LONGEST]}
        return {"done": request["index"], "status": "ok"}

    @staticmethod
    def other_cell(other: OtherKernel, request: dict[str, Any]) -> dict[str, Any]:
        """Run one cell in the kernel of another language; this process ends with that kernel."""
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            try:
                reply = other.cell(request["run"])
            finally:
                signal.signal(signal.SIGINT, signal.SIG_IGN)
        except RuntimeError as error:
            sys.exit(str(error))
        names = [name for name in ("status", "ename", "evalue") if name in reply]
        told: dict[str, Any] = {name: str(reply[name])[:LONGEST] for name in names}
        return plain({"done": request["index"], **told})

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
                flush()
        except KeyboardInterrupt:
            reply = {"status": "error", "ename": "KeyboardInterrupt", "evalue": "", "traceback": []}
        release_memory()
        told = {name: reply[name] for name in ("status", "execution_count") if name in reply}
        error = {name: str(reply[name])[:LONGEST] for name in ("ename", "evalue") if name in reply}
        return plain({"done": request["index"], **told, **error})

    def serve(self, peer: socket.socket, index: int) -> dict[str, Any]:
        """Answer the judge while it runs one test cell."""
        status = "ok"
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            try:
                serve(peer, self.shell.user_ns)
            finally:
                signal.signal(signal.SIGINT, signal.SIG_IGN)
                flush()
        except KeyboardInterrupt:
            status = "interrupted"
        except Exception as error:
            peer.close()  # the judge sees that nobody answers any more
            status = f"{type(error).__name__}: {error}"
        release_memory()
        return {"done": index, "status": status}


def leave(folder: Folder, index: int) -> dict[str, Any]:
    """Send the files that the program has written, in pieces; the reply that ends them."""
    for path, data in folder.changes().items():
        for start in range(0, len(data) or 1, LEFT_PIECE):
            piece = base64.b64encode(data[start : start + LEFT_PIECE]).decode("ascii")
            OutletSession.outlet.send({"left": path, "data": piece})
    return {"done": index, "status": "ok"}
