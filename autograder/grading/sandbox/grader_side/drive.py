"""Run the cells of one notebook in sandboxed processes, each within its limits.

This is the grader's loop: send a cell, collect what comes back, watch clock, CPU and memory,
interrupt what runs too long, end what does not stop, and go on with the next cell.
"""

from __future__ import annotations

import base64
import os
import select
import signal
import time
from dataclasses import dataclass
from typing import Any

from autograder.grading.contract.limits import MIB, Limits
from autograder.grading.sandbox.grader_side.files import MAX_FILES
from autograder.grading.sandbox.grader_side.outputs import Outputs
from autograder.grading.sandbox.grader_side.pace import BUSY, slowness
from autograder.grading.sandbox.grader_side.usage import Usage
from autograder.grading.sandbox.grader_side.warm import Process
from autograder.grading.sandbox.wire import ProtocolError

TICK = 0.05
"""Seconds between two looks at CPU time and memory."""

SENTENCES = {
    "cell_cpu": "This cell used more than {0:g} seconds of computing time and was stopped.",
    "cell_wall": "This cell ran for more than {0:g} seconds and was stopped.",
    "notebook_cpu": "The notebook used more than {0:g} seconds of computing time and was stopped.",
    "notebook_wall": "The notebook ran for more than {0:g} seconds and was stopped.",
    "memory": "The notebook used more than {0:,} bytes of memory and was stopped.",
    "output": "The program printed more than {0:,} characters where no cell ran, and was stopped.",
    "rich_output": "The program displayed more than {0:,} bytes where no cell ran, and was stopped.",
}


def sentence(limit: str, limits: Limits) -> str:
    """What a limit says to the student."""
    return SENTENCES[limit].format(getattr(limits, limit))


STOPPED = "The program stopped itself by a signal (SIGSTOP), and was ended."

CORES = os.cpu_count() or 1

TOGETHER = 1.5
"""What all processes of a submission may use together, as a multiple of what one may."""

PATIENCE = 5
"""Graces that the judge has beyond a cell's time, and the kernel to leave a test that is over."""


LAST = -2
"""What stands for a cell's index where the files are asked for that the program has left."""

MAX_LEFT = 16 * MIB
"""Bytes that the files of one notebook may have for the next ones."""


class JudgeError(RuntimeError):
    """The judge itself failed: an error of the grader, never of the student."""


@dataclass
class Result:
    """How one request ended: the reply (None if the process ended) and the limit that was hit."""

    reply: dict[str, Any] | None
    limit: str | None
    seconds: float


class Driver:
    """Sends requests to the student's kernel and waits for them, also on behalf of the judge."""

    def __init__(self, student: Process, limits: Limits, judge: Process | None = None) -> None:
        self.student = student
        self.judge = judge
        self.limits = limits
        self.clock = (
            0.0  # seconds of the notebook so far, those of waiting for a processor left out
        )
        self.busy = False  # whether a limit of the clock was met while the machine was
        self.died = ""
        self.cpu = 0.0
        self._left: dict[str, bytes] = {}

    def run(self, request: dict[str, Any], index: int, outputs: Outputs) -> Result:
        """Let the student's kernel do one request, within the limits of a cell."""
        watch = Watch(self)
        self.student.channel.send(request)
        reply = None
        while reply is None and not self._over(watch):
            self._wait(outputs, [self.student])
            reply = self._messages(self.student, index, outputs)
            watch.look()
        self._drain(outputs)
        return self._result(reply, watch)

    def left(self) -> dict[str, str]:
        """The files that the program has written, in base64; none where it has ended."""
        if not self.died:
            self.run({"left": LAST}, LAST, Outputs(self.limits))
        return {path: base64.b64encode(data).decode() for path, data in self._left.items()}

    def _take_left(self, path: Any, data: Any) -> None:
        """The next piece of a file, as long as all of them fit."""
        if not isinstance(path, str) or not isinstance(data, str):
            raise ProtocolError("a file that is none")
        if len(self._left) < MAX_FILES and sum(map(len, self._left.values())) < MAX_LEFT:
            try:
                piece = base64.b64decode(data, validate=True)
            except ValueError:
                raise ProtocolError("a file that is none") from None
            self._left[path] = self._left.get(path, b"") + piece

    def _result(self, reply: dict[str, Any] | None, watch: Watch) -> Result:
        """After a limit of the whole notebook, no further cell runs."""
        if watch.limit in ("notebook_cpu", "notebook_wall"):
            self.died = self.died or sentence(watch.limit, self.limits)
        return Result(reply, watch.limit, time.monotonic() - watch.began)

    def test(self, order: dict[str, str], index: int, outputs: Outputs) -> Result:
        """Let the judge run {"test": source} or {"setup": source}; the kernel answers its questions.

        What the student's code prints meanwhile is dropped: it could show hidden tests.
        """
        assert self.judge is not None
        unseen = Outputs(self.limits)
        self.student.channel.send({"serve": index})
        slow = slowness()
        seconds = slow * (self.limits.cell_wall + self.limits.grace)  # our own watch speaks first
        self.judge.channel.send({**order, "index": index, "seconds": seconds, "slowness": slow})
        patience = time.monotonic() + seconds + slow * PATIENCE * self.limits.grace
        watch = Watch(self, PATIENCE, patience)  # the judge may be what does not come to an end
        verdict = answered = None
        while verdict is None:
            self._wait(unseen, [self.student, self.judge])
            answered = self._messages(self.student, index, unseen) or answered
            verdict = self._messages(self.judge, index, unseen)
            if self._over(watch):
                self.student.kill()
            else:
                watch.look()
            judge_ended = self.judge.channel.closed or self.judge.ended()
            if verdict is None and (judge_ended or time.monotonic() > patience):
                raise JudgeError(self.judge.last_words() or "the judge did not answer")
        # The judge may have cut it short.
        if time.monotonic() - watch.began > self.limits.cell_wall:
            self.busy |= slowness() > BUSY
        for message in verdict["outputs"]:
            outputs.message(message)
        self._settle(index, unseen, answered is not None, verdict["lost"])
        return self._result(verdict, watch)

    def _settle(self, index: int, unseen: Outputs, answered: bool, lost: str) -> None:
        """Wait until the student's kernel has left the test; end it if it cannot."""
        until = time.monotonic() + slowness() * PATIENCE * self.limits.grace
        while not (answered or self.died or lost) and time.monotonic() < until:
            self._wait(unseen, [self.student])
            answered = self._messages(self.student, index, unseen) is not None
            if self.student.channel.closed:
                break
        if not answered and not self.died:
            self.died = lost or "The program did not return from a test."
            self.student.kill()

    def _over(self, watch: Watch) -> bool:
        """True when the kernel has ended; its end is told in `died`."""
        if self.student.channel.closed or self.student.ended():
            self.died = self.died or self.obituary(watch.limit)
            return True
        if watch.must_kill:
            self.died = watch.why
            return True
        return False

    def _wait(self, outputs: Outputs, processes: list[Process]) -> None:
        """Until something arrives, at most a tick; takes what was printed past Python."""
        poll = select.poll()
        for process in processes:
            if not process.channel.closed:
                poll.register(process.channel, select.POLLIN)
        poll.register(self.student.stdout, select.POLLIN)
        poll.register(self.student.stderr, select.POLLIN)
        poll.poll(TICK * 1000)
        self._drain(outputs)

    def _drain(self, outputs: Outputs) -> None:
        """Output of subprocesses and C code: it bypasses sys.stdout and comes by a pipe."""
        for name, fd in (("stdout", self.student.stdout), ("stderr", self.student.stderr)):
            try:
                data = os.read(fd, 65536)
            except OSError:
                continue
            outputs.text(name, data.decode("utf-8", errors="backslashreplace"))

    def _messages(self, process: Process, index: int, outputs: Outputs) -> dict[str, Any] | None:
        """Take what has arrived; the reply that says that request `index` is done, if it has."""
        reply = None
        try:
            for message in process.channel.read():
                if message.get("done") == index:
                    reply = message
                elif "type" in message:
                    outputs.message(message)
                elif "left" in message and index == LAST:
                    self._take_left(message["left"], message.get("data"))
                elif "interrupt" in message and process is self.judge:
                    self.student.interrupt()
        except ProtocolError as error:
            if process is self.judge:
                raise JudgeError(str(error)) from error
            self.died = f"The kernel was stopped: it sent {error}."
            process.channel.closed = True
        return reply

    def obituary(self, limit: str | None) -> str:
        """How the student's kernel ended, in one sentence."""
        if limit is not None:
            return sentence(limit, self.limits)
        deadline = time.monotonic() + 1.0
        while not self.student.ended() and time.monotonic() < deadline:
            time.sleep(0.005)
        code = self.student.exit_code
        if code == -signal.SIGXCPU:
            return sentence("notebook_cpu", self.limits)
        if code is not None and code < 0:
            return f"The program crashed in this cell ({signal.strsignal(-code)})."
        return f"The program ended itself in this cell (exit status {code})."


def too_much_memory(usage: Usage, limits: Limits) -> bool:
    """True if all processes together hold more than they may."""
    together = TOGETHER * limits.memory
    return usage.resident > together and usage.memory() > together


class Watch:
    """The clock, CPU time and memory of one request; interrupts, then says when to kill."""

    def __init__(self, driver: Driver, graces: float = 1, verdict_by: float = 0.0) -> None:
        self.driver = driver
        self.grace = graces * driver.limits.grace
        self.verdict_by = verdict_by  # until then the judge says what goes on too long
        self.began = time.monotonic()
        self.clock = 0.0
        self.limit: str | None = None
        self.must_kill = False
        self._looked = self.began
        self._stopped_at: float | None = None
        self._interrupted: float | None = None
        self._cpu: float | None = None

    @property
    def why(self) -> str:
        """What the program is killed for."""
        if self._stopped_at is not None:
            return STOPPED
        return sentence(self.limit or "cell_wall", self.driver.limits)

    def look(self) -> None:
        """Compare with the limits; cheap, and cheaper still if the last look was just now."""
        now = time.monotonic()
        if now - self._looked < TICK:
            return
        slow = slowness()
        self.clock += (now - self._looked) / slow
        self.driver.clock += (now - self._looked) / slow
        self._looked = now
        limits = self.driver.limits
        usage = self.driver.student.usage()
        if (
            self._cpu is None
        ):  # what earlier cells used: as of the last look, or all but this cell's
            self._cpu = max(self.driver.cpu, usage.cpu - (now - self.began) * CORES)
        self.driver.cpu = usage.cpu
        if too_much_memory(usage, limits):
            self.limit, self.must_kill = "memory", True
        self._mind_stop(usage.stopped)
        if self._interrupted is not None:
            judge_decides = self.limit == "cell_wall" and now < self.verdict_by
            late = self.clock - self._interrupted > self.grace and not judge_decides
            self.must_kill = self.must_kill or late
            return
        for limit, used in (
            ("cell_cpu", usage.cpu - self._cpu),
            ("cell_wall", self.clock),
            ("notebook_cpu", usage.cpu),
            ("notebook_wall", self.driver.clock),
        ):
            if used > getattr(limits, limit):
                self.driver.busy |= slow > BUSY and limit.endswith("wall")
                self._stop(limit)
                return

    def _mind_stop(self, stopped: bool) -> None:
        """What is stopped uses no computing time and hears no interrupt: it is not waited for."""
        if not stopped:
            self._stopped_at = None
            return
        if self._stopped_at is None:
            self._stopped_at = self.clock
        self.must_kill |= self.clock - self._stopped_at > self.driver.limits.grace

    def _stop(self, limit: str) -> None:
        self.limit, self._interrupted = limit, self.clock
        self.driver.student.interrupt()
