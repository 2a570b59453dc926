"""What both ends of the connection have in common: asking for an operation and answering one.

A request is `[operation, args, kwargs, before, leases]`, its answer `[status, value, changes, after]`:
`before` and `after` carry what else a call depends on and leaves behind (judge_side/cells/lender.py),
`changes` what it did to its arguments, `leases` tells of arguments and answers of earlier calls
(marshalling/leases.py). `status` is "ok", "raised", or "end" for an exhausted iterator.
"""

from __future__ import annotations

import socket
from typing import Any

from autograder.grading.judge.both_sides.link import LATE, Link, LinkLostError, Message
from autograder.grading.judge.both_sides.operations import OPERATIONS
from autograder.grading.judge.marshalling.leases import (
    Answers,
    Leases,
    apply_changes,
    changed_at,
    mark_alike,
)
from autograder.grading.judge.marshalling.pack import Node, Packer, WireError
from autograder.grading.judge.marshalling.snapshots import Snapshot, overwrite
from autograder.grading.judge.marshalling.unpack import Unpacker

WATCHED = frozenset({"get", "getattr", "getitem", "call", "contents"})


class UncomparableError(BaseException):
    """A value that cannot cross, for its size or its shape."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The value that the code returned cannot be compared: {why}.")


class Side:
    """One end. Subclasses say how objects are named (`export`, `resolve`) and what is allowed."""

    watched: frozenset[str] = (
        frozenset()
    )  # operations whose answers from the other side are watched
    watching: frozenset[str] = frozenset()  # the same for answers to the other side

    def __init__(self, sock: socket.socket) -> None:
        self.link = Link(sock, self.serve, self.refuse)
        self.leased_out = Leases()  # objects of ours that the other side still holds
        self.leased_in = Leases()  # objects of the other side that we still hold
        self.answers = Answers()  # what the student's side has answered
        self.referred: list[Any] = []  # objects that the answer at hand refers to
        self._calls = 0

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

    def check_leases(self, note: Any) -> tuple[int, list[int], list[Node], list[Any]]:
        """The number of the call, the groups to forget, the changes in leased objects and in answers."""
        number, forgotten, changes, mended = note
        return number, forgotten, changes, mended

    def describe_error(self, error: BaseException) -> Any:
        """An exception as a plain value."""
        raise NotImplementedError

    def rebuild_error(self, description: Any) -> BaseException:
        """The exception that a plain value describes. Raises WireError for anything else."""
        raise NotImplementedError

    def before(self, operation: str) -> Any:
        """What the other side needs to know before it runs the operation (a plain value)."""
        return None

    def after(self, report: Any, whole: bool) -> None:
        """Take in what the other side's operation left behind; `whole` says whether it ran to its end."""

    def change(self, thing: Any, contents: Any) -> None:
        """An operation of the other side has changed what it was sent."""
        overwrite(thing, contents)

    def told(self) -> None:
        """Take note that a request tells of changes in what the other side has."""

    def handed(self, operation: str, args: tuple[Any, ...], value: Any, things: list[Any]) -> None:
        """Take note of the other side's objects that an answer holds."""

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
        self._calls += 1
        number, forgotten = self._calls, self.leased_out.forgotten()
        places, objects = self.leased_out.places(), self.leased_out.objects()
        packer = Packer(self.export, objects)
        changed = changed_at(places)
        changes = [[n, packer.again(objects[n])] for n in changed]
        mark_alike(places, changed)
        mended = []
        if self.watched:  # what the student's own code changes, the judge asks for when it needs it
            mended = [[*place, packer.again(thing)] for *place, thing in self.answers.changed()]
        if changes or mended:
            self.told()
        first = len(packer.objects)
        arguments = [packer.pack(args), packer.pack(tuple(kwargs.items()))]
        last = len(packer.objects)
        before = packer.pack(self.before(operation))
        sent = list(packer.objects)
        leases: list[Any] = [number, forgotten, changes, mended]
        body = [operation, *arguments, before, leases]
        answer, payload = self.link.request("do", body, packer.payload())
        outer, self.referred = self.referred, []  # reading may ask again: for the hash of a key
        try:
            status, value, after, changed, copies = self._read_answer(answer, payload, sent)
            referred = self.referred
        except WireError as error:
            raise self.link.lose(f"it sent {error}") from None
        finally:
            self.referred = outer
        mark_alike(places, changed)
        if referred:
            self.leased_out.keep_while(number, sent[first:last], referred)
            self.handed(operation, args, value, referred)
        self.after(after, whole=status != "raised")
        if status == "ok":
            if operation in self.watched:
                self.answers.add(number, operation, copies)
            return value
        if status == "end":
            if operation != "next":
                raise self.link.lose("it ended what is no iteration")
            raise StopIteration() if value is None else StopIteration(value)
        raise self.rebuild_error(value)

    def _read_answer(
        self, answer: Any, payload: bytes, sent: list[Any]
    ) -> tuple[str, Any, Any, list[int], list[Any]]:
        if type(answer) is not list or len(answer) != 4:
            raise WireError("an answer of another shape")
        status, node, changes, after_node = answer
        if status not in ("ok", "raised", "end"):
            raise WireError("an answer of another shape")
        unpacker = Unpacker(self.resolve, payload, sent)
        value = unpacker.unpack(node)
        copies = unpacker.objects[len(sent) :]
        after = unpacker.unpack(after_node)
        changed = apply_changes(changes, sent, unpacker, self.change)
        unpacker.finish()
        return status, value, after, changed, copies

    def serve(self, op: str, body: Any, payload: bytes) -> Message:
        """Answer a request of the other side."""
        if op != "do" or type(body) is not list or len(body) != 5 or not self.known(body[0]):
            raise WireError("a question of another shape")
        number, forgotten, changes, mended = self.check_leases(body[4])
        self.leased_in.forget(forgotten)
        places, leased = self.leased_in.places(), self.leased_in.objects()
        unpacker = Unpacker(self.resolve, payload, leased)
        mark_alike(places, apply_changes(changes, leased, unpacker))
        for call, place, node in mended:
            self.answers.overwrite(call, place, unpacker.unpack(node))
        first = len(unpacker.objects)
        args, pairs = unpacker.unpack(body[1]), unpacker.unpack(body[2])
        sent = unpacker.objects[first:]
        before = unpacker.unpack(body[3])
        unpacker.finish()
        objects = list(unpacker.objects)
        fresh = Snapshot(objects[len(leased) :])
        status, value, after = self._attempt(body[0], args, pairs, before)
        self.referred = []
        changed = [*changed_at(places), *(len(leased) + n for n in fresh.changed())]
        try:
            answer, own = self._write_answer(status, value, after, objects, changed)
            mark_alike(places, changed)
            if status == "ok" and body[0] in self.watching:
                self.answers.add(number, body[0], own)
        except Exception as error:  # a value may be too large for the memory that is left, or odd
            why = (
                str(error) if isinstance(error, WireError) else f"it gives a {type(error).__name__}"
            )
            failure = [0, "uncomparable", why]
            answer, _ = self._write_answer("raised", failure, after, objects, [])
        if self.referred:
            self.leased_in.keep(number, sent)
        return answer

    def refuse(self, why: str) -> Any:
        """The answer to a request that cannot be served."""
        failure = [0, "late", None] if why == LATE else [0, "uncomparable", why]
        return ["raised", Packer(self.export).pack(failure), [], None]

    def _attempt(self, operation: str, args: Any, pairs: Any, before: Any) -> tuple[str, Any, Any]:
        if type(args) is not tuple or type(pairs) is not tuple:
            raise WireError("a question of another shape")
        try:
            answer: tuple[str, Any, Any] = self.run(operation, args, dict(pairs), before)
            return answer
        except LinkLostError:
            raise
        except BaseException as error:
            return "raised", self.describe_error(error), None

    def _write_answer(
        self, status: str, value: Any, after: Any, objects: list[Any], changed: list[int]
    ) -> tuple[Message, list[Any]]:
        packer = Packer(self.export, objects)
        value_node = packer.pack(value)
        own = packer.objects[len(objects) :]
        after_node = packer.pack(after)
        changes = [[number, packer.again(objects[number])] for number in changed]
        return ([status, value_node, changes, after_node], packer.payload()), own
