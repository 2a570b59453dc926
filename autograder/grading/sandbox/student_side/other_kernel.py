"""A kernel of another language, started beside the student's own process in the same sandbox.

It is the program that the assignment's kernelspec names. This process is its Jupyter client and
passes on to the grader what it publishes, as if it had run the cell itself; sockets are files in the
sandbox, never ports.
"""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from typing import Any

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.connect import write_connection_file

from autograder.grading.sandbox.student_side.outlet import OutletSession

START_SECONDS = 60.0
TICK = 0.05
SETTLE = 2.0  # seconds that a reply may be ahead of the last output
RESTARTED = "Restarting Bash"  # what bash_kernel says when a cell has ended its shell


class OtherKernel:
    """A kernel by its kernelspec `{"argv", "env", "interrupt_mode", "language"}`; ready when it is made.

    Raises RuntimeError if it does not start.
    """

    def __init__(self, spec: dict[str, Any]) -> None:
        self._spec = spec
        folder = tempfile.mkdtemp(prefix="kernel-")
        self._file, _ = write_connection_file(
            os.path.join(folder, "connection.json"), ip=os.path.join(folder, "k"), transport="ipc"
        )
        argv = [part.replace("{connection_file}", self._file) for part in spec["argv"]]
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  # as long as the kernel lives
        self._process = subprocess.Popen(
            argv,
            env={**os.environ, **spec["env"]},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
            preexec_fn=_with_interrupts,
            start_new_session=True,  # only this process interrupts it
        )
        self._client = BlockingKernelClient(connection_file=self._file)
        self._client.load_connection_file()
        self._client.start_channels()
        self._wait_until_ready()

    def _wait_until_ready(self) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            try:
                self._client.wait_for_ready(timeout=1)
                return
            except RuntimeError:
                continue
        raise RuntimeError(self.last_words() or f"no answer within {START_SECONDS:g} seconds")

    def last_words(self) -> str:
        """What it has written to its standard error."""
        self._errors.seek(0)
        return self._errors.read()[-2000:].decode("utf-8", "replace").strip()

    def cell(self, source: str) -> dict[str, Any]:
        """Run a cell; the reply of an execute request, with a status and the error's name and text.

        An interrupt (KeyboardInterrupt in this process) is passed on. Raises RuntimeError if the
        kernel has ended.
        """
        running = _Running(self._client.execute(source, store_history=True, allow_stdin=False))
        while not running.is_over():
            try:
                ended = self._process.poll() is not None
                self._take(running)
            except KeyboardInterrupt:
                self._interrupt()
                continue
            if ended and not running.is_over():
                raise RuntimeError(f"The program ended itself in this cell. {self.last_words()}")
        reply = running.reply or {}
        if running.restarted and reply.get("status") == "ok":
            text = "the cell ended the shell, which was started anew: its variables are lost"
            reply = {"status": "error", "ename": "ShellEnded", "evalue": text}
            _tell("error", {**reply, "traceback": [text]})
        return reply

    def _take(self, running: _Running) -> None:
        """Pass on what has arrived, and note the reply."""
        with suppress(queue.Empty):
            while not running.idle:
                message = self._client.get_iopub_msg(timeout=TICK)
                if message["parent_header"].get("msg_id") == running.request:
                    running.publish(message["msg_type"], message["content"])
        with suppress(queue.Empty):
            message = self._client.get_shell_msg(timeout=TICK)
            if message["parent_header"].get("msg_id") == running.request:
                running.replied(message["content"])

    def _interrupt(self) -> None:
        if self._spec.get("interrupt_mode") == "message":
            message = self._client.session.msg("interrupt_request", {})
            self._client.control_channel.send(message)
        else:
            os.killpg(self._process.pid, signal.SIGINT)


class _Running:
    """One cell that runs: what has been heard of it."""

    def __init__(self, request: str) -> None:
        self.request = request
        self.reply: dict[str, Any] | None = None
        self.idle = self.restarted = False
        self._settled = 0.0

    def publish(self, kind: str, content: dict[str, Any]) -> None:
        """Pass on one message of the kernel."""
        if kind == "status":
            self.idle = content["execution_state"] == "idle"
            return
        if kind == "error":
            content = {"ename": "Error", "evalue": "", "traceback": [], **content}
        self.restarted = self.restarted or RESTARTED in str(content.get("text", ""))
        _tell(kind, content)

    def replied(self, content: dict[str, Any]) -> None:
        """Note the reply; outputs may come a little later."""
        self.reply, self._settled = content, time.monotonic() + SETTLE

    def is_over(self) -> bool:
        """Whether nothing more will be heard."""
        return self.reply is not None and (self.idle or time.monotonic() > self._settled)


def _tell(kind: str, content: dict[str, Any]) -> None:
    OutletSession.outlet.send({"type": kind, "content": content, "metadata": {}, "buffers": []})


def _with_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
