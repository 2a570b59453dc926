"""Between a Jupyter client and a sandboxed kernel: five sockets on one side, one channel on the other.

A bridge is a thread in the client's process. It waits for both sides and for the kernel's end; what
is said, and what is let through, is decided in conversation.py.
"""

from __future__ import annotations

import contextlib
import select
import signal
import socket
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import zmq

from autograder.grading.contract.limits import Limits
from autograder.grading.sandbox.grader_side.drive import TICK
from autograder.grading.sandbox.grader_side.warm import Process, StartError
from autograder.grading.sandbox.provisioner.channels import Channels
from autograder.grading.sandbox.provisioner.conversation import Conversation
from autograder.grading.sandbox.wire import ProtocolError

START_TIMEOUT = 20.0
IDLE_TICK = 0.25
"""Seconds between two looks at memory while no request runs."""
LAST_WORDS = 1.0
"""Seconds for what a kernel that has ended left in its channel."""


class Bridge(threading.Thread):
    """Serves one kernel until it ends or `stop` is called; then nothing of it is left.

    `connection` is jupyter_client's connection info. With `active`, what a browser may run passes.
    Raises StartError if the kernel does not answer.
    """

    def __init__(
        self, process: Process, limits: Limits, connection: Mapping[str, Any], active: bool
    ) -> None:
        super().__init__(name="autograder-bridge", daemon=True)
        self.exit_code: int | None = None
        self._process = process
        kernel_info = introduce(process)
        self._channels = Channels(connection)
        self._talk = Conversation(process, limits, self._channels, kernel_info, active)
        self._ours, self._theirs = socket.socketpair()
        self._poller = zmq.Poller()
        self._handlers = self._who_hears()
        for thing in self._handlers:
            self._poller.register(thing, zmq.POLLIN)

    def _who_hears(self) -> dict[Any, Callable[[], None]]:
        process, sockets = self._process, self._channels.sockets
        return {
            sockets["shell"]: self._talk.hear_shell,
            sockets["control"]: self._talk.hear_control,
            sockets["stdin"]: self._talk.hear_stdin,
            sockets["hb"]: self._channels.echo,
            sockets["iopub"]: self._talk.hear_subscriber,
            self._theirs.fileno(): self._obey,
            process.channel.fileno(): self._hear_kernel,
            process.status.fileno(): self._talk.end,
            process.stdout: partial(self._drain, "stdout", process.stdout),
            process.stderr: partial(self._drain, "stderr", process.stderr),
        }

    def interrupt(self) -> None:
        """As Ctrl-C would; from any thread."""
        self._command(b"i")

    def stop(self) -> None:
        """End the kernel and then this thread; from any thread."""
        self._command(b"s")

    def _command(self, letter: bytes) -> None:
        with contextlib.suppress(OSError):  # the thread has ended
            self._ours.send(letter)

    def _obey(self) -> None:
        for letter in self._theirs.recv(64):
            if letter == ord("i"):
                self._process.interrupt()
            else:
                self._talk.dismiss()

    def run(self) -> None:
        """Until the kernel ends."""
        try:
            while not self._talk.over:
                wait = TICK if self._talk.restless else IDLE_TICK
                for thing, _ in self._poller.poll(int(wait * 1000)):
                    if thing in self._handlers and not self._talk.over:
                        self._handlers[thing]()
                self._talk.look()
            if not self._talk.dismissed:
                self._last_words()
        finally:
            self.close()

    def close(self) -> None:
        """Kill what is left and give back what was held; `exit_code` is known from now on."""
        self.exit_code = self._process.exit_code
        if self.exit_code is None:
            self.exit_code = -signal.SIGKILL
        self._process.close()
        self._channels.close()
        self._ours.close()
        self._theirs.close()

    def _hear_kernel(self) -> None:
        try:
            for message in self._process.channel.read():
                self._talk.take(message)
        except ProtocolError as error:
            self._talk.kill(f"The kernel was stopped: it sent {error}.")
        if self._process.channel.closed:
            self._talk.end()

    def _drain(self, name: str, fd: int) -> None:
        """Output of subprocesses and C code: it bypasses sys.stdout and comes by a pipe."""
        more, text = self._talk.drain(fd)
        self._talk.print(name, text)
        if not more and self._handlers.pop(fd, None) is not None:
            self._poller.unregister(fd)

    def _last_words(self) -> None:
        """What the kernel said before it ended, and a sentence about the end."""
        channel, deadline = self._process.channel, time.monotonic() + LAST_WORDS
        with contextlib.suppress(ProtocolError):
            while not channel.closed and time.monotonic() < deadline:
                if not select.select([channel], [], [], 0)[0]:
                    break  # a process that the kernel left may still hold the channel open
                for message in channel.read():
                    self._talk.take(message)
        self._talk.tell_the_end()


def introduce(process: Process) -> dict[str, Any]:
    """Announce a client to the kernel and have its kernel_info, while it is still unspoilt."""
    channel, info = process.channel, None
    channel.send({"client": True})
    header = {"msg_id": "introduction", "msg_type": "kernel_info_request"}
    channel.send({"request": {"header": header, "content": {}, "metadata": {}, "buffers": []}})
    deadline = time.monotonic() + START_TIMEOUT
    while not channel.closed and time.monotonic() < deadline:
        select.select([channel], [], [], TICK)
        for message in channel.read():
            if message.get("type") == "kernel_info_reply":
                info = dict(message["content"])
            elif message.get("done") == "introduction" and info is not None:
                # One request at a time: neither subshells nor a debugger.
                return {**info, "status": "ok", "supported_features": []}
    raise StartError(process.last_words() or "the sandboxed kernel did not answer")
