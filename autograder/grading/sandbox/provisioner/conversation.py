"""What a client and a sandboxed kernel say to each other: one request at a time, within its limits.

Nothing that the kernel says is trusted. Only what `messages` lets through goes out, and only under
the header of a request that was really sent. Busy and idle are the grader's own word.
"""

from __future__ import annotations

import base64
import json
import os
import time
from collections import OrderedDict, deque
from typing import Any

from autograder.grading.contract.limits import Limits
from autograder.grading.sandbox.grader_side.drive import (
    TICK,
    Driver,
    Watch,
    sentence,
    too_much_memory,
)
from autograder.grading.sandbox.grader_side.warm import Process
from autograder.grading.sandbox.provisioner import messages
from autograder.grading.sandbox.provisioner.channels import Channels, Request

REMEMBERED = 1000
"""Requests under whose header late messages may still come."""
COMMS = ("comm_open", "comm_msg", "comm_close")
PIPE = 65536


class Conversation:
    """`over` when the kernel has ended or must; `dismissed` if that was the client's wish."""

    def __init__(
        self,
        process: Process,
        limits: Limits,
        channels: Channels,
        kernel_info: dict[str, Any],
        active: bool,
    ) -> None:
        self.over = self.dismissed = False
        self._process = process
        self._limits = limits
        self._channels = channels
        self._kernel_info = kernel_info
        self._active = active
        self._driver = Driver(process, limits)
        self._watch = Watch(self._driver)
        self._allowance = messages.Allowance(limits)
        self._queue: deque[Request] = deque()
        self._sent: OrderedDict[str, Request] = OrderedDict()
        self._latest: Request | None = None
        self._current: Request | None = None
        self._asked: float | None = None
        self._looked = 0.0

    @property
    def restless(self) -> bool:
        """True while a look now and then is needed: a request runs, or a text waits to go out."""
        return self._current is not None or self._channels.waiting > 0

    def end(self) -> None:
        """The kernel has ended."""
        self.over = True

    def dismiss(self) -> None:
        """The client wants no more of it."""
        self.over = self.dismissed = True

    def kill(self, why: str) -> None:
        """End the kernel, for a reason that the client is told."""
        self._driver.died = why
        self._process.kill()
        self.over = True

    def look(self) -> None:
        """Compare with the limits; the time that a person takes to type is free."""
        now = time.monotonic()
        if self._channels.waiting > TICK:
            self._channels.flush()
        if self.over:
            return
        if self._current is None:
            self._mind_memory(now)
            return
        if self._asked is not None:
            self._watch.began += now - self._asked
            self._asked = now
        self._watch.look()
        if self._watch.must_kill:
            self.kill(self._watch.why)

    def _mind_memory(self, now: float) -> None:
        """Where no request runs, processes that earlier ones started may still grow."""
        if now - self._looked > TICK:
            self._looked = now
            if too_much_memory(self._process.usage(), self._limits):
                self.kill(sentence("memory", self._limits))

    def tell_the_end(self) -> None:
        """Why the kernel has ended, after all that it printed."""
        self._drain_both()
        self._say(self._driver.died or self._driver.obituary(self._watch.limit))
        self._channels.flush()

    # From the client.

    def hear_shell(self) -> None:
        """Requests that wait for their turn."""
        self._queue.extend(self._channels.requests("shell"))
        self._next()

    def hear_control(self) -> None:
        """Requests that do not wait; none of them reaches the kernel."""
        for request in self._channels.requests("control"):
            if self.over:
                return
            if self._answered_here(request):
                continue
            self._channels.status("busy", request)
            if request.kind == "interrupt_request":
                self._process.interrupt()
                self._channels.answer(request, {"status": "ok"})
            elif request.kind == "debug_request":
                self._channels.answer(request, messages.NO_DEBUGGER)
            self._channels.status("idle", request)

    def hear_subscriber(self) -> None:
        """Greet a new one, and say at once what JupyterLab would else not know after a restart: the kernel is free."""
        if self._channels.welcome() and self._current is None:
            self._channels.status("idle", None)

    def hear_stdin(self) -> None:
        """What a person has typed, if somebody asked."""
        for reply in self._channels.requests("stdin"):
            if self._asked is not None:
                self._asked = None
                self._process.channel.send({"input_reply": str(reply.content.get("value", ""))})

    def _answered_here(self, request: Request) -> bool:
        """Answer what needs no kernel and may come on either channel; false for all else."""
        if request.kind == "shutdown_request":
            self._shut_down(request)
            return True
        if request.kind == "kernel_info_request":
            self._channels.status("busy", request)
            self._channels.answer(request, self._kernel_info)
            self._channels.status("idle", request)
            return True
        return False

    def _shut_down(self, request: Request) -> None:
        content = {"status": "ok", "restart": request.content.get("restart") is True}
        self._channels.status("busy", request)
        self._channels.answer(request, content)
        self._channels.publish("shutdown_reply", content, request)
        self._channels.status("idle", request)
        self.dismiss()

    def _next(self) -> None:
        """Hand the kernel the next request that is its own to answer."""
        while self._queue and self._current is None and not self.over:
            request = self._queue.popleft()
            if self._answered_here(request):
                continue
            self._channels.status("busy", request)
            if request.kind == "comm_info_request" and not self._active:
                self._channels.answer(request, {"status": "ok", "comms": {}})
            elif request.kind in messages.REPLIES and (self._active or request.kind not in COMMS):
                self._start(request)
                return
            self._channels.status("idle", request)

    def _start(self, request: Request) -> None:
        self._current = self._latest = self._sent[request.id] = request
        if len(self._sent) > REMEMBERED:
            self._sent.popitem(last=False)
        self._allowance, self._watch = messages.Allowance(self._limits), Watch(self._driver)
        header = {"msg_id": request.id, "msg_type": request.kind, "version": "5.3"}
        header |= {"username": "client", "session": "client"}
        buffers = [base64.b64encode(b).decode("ascii") for b in request.message["buffers"]]
        asked = {"header": header, "content": request.content, "buffers": buffers}
        self._process.channel.send({"request": {**asked, "metadata": request.message["metadata"]}})

    # From the kernel.

    def take(self, message: dict[str, Any]) -> None:
        """One message: let it out, take it as the end of the request, or drop it."""
        if "done" in message:
            if self._current is not None and message["done"] == self._current.id:
                self._done(message)
            return
        kind, content, named = (message.get(key) for key in ("type", "content", "parent"))
        request = self._latest
        if named is not None:
            request = self._sent.get(named) if isinstance(named, str) else None
        if request is None or not isinstance(kind, str):
            return
        if kind == "stream":
            checked = messages.published(kind, content, self._active)
            if checked is not None:
                self.print(checked["name"], checked["text"], request)
            return
        too_large = kind == "dropped"  # in the sandbox already
        size = self._limits.rich_output if too_large else _size(message)
        paid = kind.endswith("_reply") or self._allowance.pays(size, kind)
        self._mind_the_background()
        if paid:
            self._let_out(kind, content, request, message)
        elif self._allowance.leaves_out() and not self.over:
            self._channels.print("stdout", self._limits.left_out, request)

    def _let_out(self, kind: str, content: Any, request: Request, message: dict[str, Any]) -> None:
        if kind == "input_request":
            self._ask(content, request)
        elif kind.endswith("_reply"):
            expected = request.kind.removesuffix("_request") + "_reply"
            checked = messages.reply(request.kind, content, self._active)
            if checked is not None and kind == expected and not request.answered:
                self._reply(request, checked)
        else:
            checked = messages.published(kind, content, self._active)
            if checked is not None:
                self._channels.publish(kind, checked, request, *messages.attached(message))

    def _ask(self, content: Any, request: Request) -> None:
        question = messages.question(content)
        allowed = request is self._current and request.content.get("allow_stdin")
        if question is not None and allowed and self._asked is None:
            self._asked = time.monotonic()
            self._channels.ask(question, request)

    def _done(self, message: dict[str, Any]) -> None:
        """The kernel is free again: say what it has not said, and go on."""
        request, limit = self._current, self._watch.limit
        assert request is not None
        self._drain_both()
        if limit is not None:
            self._say(sentence(limit, self._limits))
        if not request.answered and request.kind.endswith("_request"):
            name = str(message.get("ename", "RuntimeError"))[:200]
            value = str(message.get("evalue", "the kernel gave no answer"))[:5000]
            error = {"status": "error", "ename": name, "evalue": value, "traceback": []}
            self._reply(request, error)
        self._current = self._asked = None
        self._allowance = messages.Allowance(self._limits)  # for what goes on in the background
        self._channels.status("idle", request)
        self._next()

    def _reply(self, request: Request, content: dict[str, Any]) -> None:
        """Answer; after an error the cells that wait already do not run, as in ipykernel."""
        self._queue.extend(self._channels.requests("shell"))  # what comes after the answer may run
        self._channels.answer(request, content)
        stops = request.kind == "execute_request" and request.content.get("stop_on_error", True)
        if content.get("status") != "error" or not stops:
            return
        for waiting in [r for r in self._queue if r.kind == "execute_request"]:
            self._queue.remove(waiting)
            self._channels.status("busy", waiting)
            self._channels.answer(waiting, {"status": "aborted"})
            self._channels.status("idle", waiting)

    def drain(self, fd: int) -> tuple[bool, str]:
        """What a pipe holds; False where it has been closed."""
        try:
            data = os.read(fd, PIPE)
        except OSError:
            return True, ""
        return bool(data), data.decode(errors="backslashreplace")

    def _drain_both(self) -> None:
        for name, fd in (("stdout", self._process.stdout), ("stderr", self._process.stderr)):
            self.print(name, self.drain(fd)[1])

    def print(self, name: str, text: str, request: Request | None = None) -> None:
        """A text that was printed; where nobody says for which request, for the latest."""
        request = request or self._latest
        text = self._allowance.text(text) if text else ""
        if text and request is not None:
            self._channels.print(name, text, request)
        self._mind_the_background()

    def _say(self, text: str) -> None:
        """A sentence of the grader's, under the latest request."""
        if self._latest is not None:
            self._channels.flush()
            self._channels.print("stderr", f"{text}\n", self._latest)

    def _mind_the_background(self) -> None:
        """Where no request runs there is none to interrupt: what says too much then is ended."""
        if self._allowance.limit is not None and self._current is None and not self.over:
            self.kill(sentence(self._allowance.limit, self._limits))


def _size(message: dict[str, Any]) -> int:
    return len(json.dumps(message))
