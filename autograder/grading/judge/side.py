"""What both ends of the connection have in common: asking for an operation and answering one.

A request is `[operation, args, kwargs, before]`, its answer `[status, value, changes, after]`:
`before` and `after` carry what else a call depends on and leaves behind (see `world`), `changes`
what it did to its arguments. `status` is "ok", "raised", or "end" for an exhausted iterator.
"""

from __future__ import annotations

import socket
from typing import Any

from autograder.grading.judge.copies import Snapshot, overwrite
from autograder.grading.judge.link import Link, LinkLostError, Message
from autograder.grading.judge.operations import OPERATIONS
from autograder.grading.judge.wire import Node, Packer, Unpacker, WireError

__all__ = ["Side"]


class Side:
    """One end. Subclasses say how objects are named (`export`, `resolve`) and what is allowed."""

    def __init__(self, sock: socket.socket) -> None:
        self.link = Link(sock, self.serve)
        self._raising: list[BaseException] = []

    def export(self, thing: Any) -> Node:
        """The reference node for an object that does not travel by value."""
        raise NotImplementedError

    def resolve(self, rest: list[Node]) -> Any:
        """What a reference node stands for. Raises WireError if it stands for nothing."""
        raise NotImplementedError

    def known(self, operation: Any) -> bool:
        """Whether there is such an operation on this side."""
        return type(operation) is str and operation in OPERATIONS

    def allow(self, operation: str, args: tuple[Any, ...]) -> None:
        """Raise an exception if the other side may not do this."""

    def describe_error(self, error: BaseException) -> Any:
        """An exception as a plain value."""
        raise NotImplementedError

    def rebuild_error(self, description: Any) -> BaseException:
        """The exception that a plain value describes. Raises WireError for anything else."""
        raise NotImplementedError

    def before(self, operation: str) -> Any:
        """What the other side needs to know before it runs the operation (a plain value)."""
        return None

    def after(self, report: Any) -> None:
        """Take in what the other side's operation left behind."""

    def run(self, operation: str, args: tuple[Any, ...], kwargs: Any, before: Any) -> Any:
        """Run an operation asked for by the other side; returns `(status, value, after)`."""
        self.allow(operation, args)
        try:
            return "ok", OPERATIONS[operation](*args, **kwargs), None
        except StopIteration as end:
            if operation == "next":
                return "end", end.value, None
            raise

    def ask(self, operation: str, *args: Any, **kwargs: Any) -> Any:
        """Have an operation done on the other side and return its value or raise its exception."""
        packer = Packer(self.export)
        body = [
            operation,
            packer.pack(args),
            packer.pack(kwargs),
            packer.pack(self.before(operation)),
        ]
        sent = list(packer.objects)
        answer, payload = self.link.request("do", body, packer.payload())
        try:
            status, value, after = self._read_answer(answer, payload, sent)
        except WireError as error:
            raise self.link.lose(f"it sent {error}") from None
        self.after(after)
        if status == "ok":
            return value
        if status == "end":
            raise StopIteration(value)
        raise self.rebuild_error(value)

    def _read_answer(self, answer: Any, payload: bytes, sent: list[Any]) -> tuple[str, Any, Any]:
        if type(answer) is not list or len(answer) != 4:
            raise WireError("an answer of another shape")
        status, node, changes, after_node = answer
        if status not in ("ok", "raised", "end") or type(changes) is not list:
            raise WireError("an answer of another shape")
        unpacker = Unpacker(self.resolve, payload, sent)
        value = unpacker.unpack(node)
        after = unpacker.unpack(after_node)
        for change in changes:
            if type(change) is not list or len(change) != 2 or type(change[0]) is not int:
                raise WireError("an answer of another shape")
            if not 0 <= change[0] < len(sent):
                raise WireError("an object that was never sent")
            overwrite(sent[change[0]], unpacker.unpack(change[1]))
        unpacker.finish()
        return status, value, after

    def serve(self, op: str, body: Any, payload: bytes) -> Message:
        """Answer a request of the other side."""
        if op != "do" or type(body) is not list or len(body) != 4:
            raise WireError("a question of another shape")
        unpacker = Unpacker(self.resolve, payload)
        args, kwargs = unpacker.unpack(body[1]), unpacker.unpack(body[2])
        before = unpacker.unpack(body[3])
        unpacker.finish()
        operation = body[0]
        if not self.known(operation) or type(args) is not tuple or type(kwargs) is not dict:
            raise WireError("a question of another shape")
        snapshot = Snapshot(unpacker.objects)
        try:
            status, value, after = self.run(operation, args, kwargs, before)
        except LinkLostError:
            raise
        except BaseException as error:
            status, value, after = "raised", self.describe_error(error), None
        try:
            return self._write_answer(status, value, after, snapshot)
        except WireError as error:
            failure = self.describe_error(TypeError(f"The result cannot be sent: {error}."))
            return self._write_answer("raised", failure, after, Snapshot([]))

    def _write_answer(self, status: str, value: Any, after: Any, snapshot: Snapshot) -> Message:
        packer = Packer(self.export, snapshot.objects)
        value_node, after_node = packer.pack(value), packer.pack(after)
        changes = [
            [number, packer.again(snapshot.objects[number])] for number in snapshot.changed()
        ]
        return [status, value_node, changes, after_node], packer.payload()
