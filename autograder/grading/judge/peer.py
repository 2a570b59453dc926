"""The student's end: serves the judge's requests inside the kernel of the student.

Everything here runs in a process that may be hostile. Nothing the judge decides rests on it; it is
written for the honest student, and for being told apart from the student's own code.
"""

from __future__ import annotations

import importlib
import socket
import sys
import threading
from pathlib import Path
from types import ModuleType
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

import autograder
from autograder.grading.judge import errors
from autograder.grading.judge.alarm import Alarm, TimeIsUp
from autograder.grading.judge.examples import run_example
from autograder.grading.judge.files import Folder
from autograder.grading.judge.inspection import INSPECTIONS
from autograder.grading.judge.link import LinkLostError
from autograder.grading.judge.operations import OPERATIONS, special_methods
from autograder.grading.judge.references import as_member, member_of
from autograder.grading.judge.remote import Remote, ask_of, bind, handle_of, remote_class
from autograder.grading.judge.side import WATCHED, Side
from autograder.grading.judge.wire import Node, WireError
from autograder.grading.judge.world import Borrowed

__all__ = ["serve"]

PATIENCE = 3600.0  # seconds: the judge is trusted to answer


class JudgeObject(Remote):
    """An object of the judge, as the student's code sees it."""

    __slots__ = ()


class JudgeGenerator(np.random.Generator):
    """A random generator of the judge's that records what is drawn: each method is called there."""

    def __init__(self, ask: Any, handle: int) -> None:
        super().__init__(np.random.PCG64(0))
        bind(self, handle, ask)

    def __getattribute__(self, name: str) -> Any:
        if name.startswith("_"):
            return super().__getattribute__(name)
        ask = object.__getattribute__(self, "_remote_ask")
        return lambda *args, **kwargs: ask("method", self, name, *args, **kwargs)


_peers: WeakKeyDictionary[socket.socket, Peer] = WeakKeyDictionary()


def serve(sock: socket.socket, namespace: dict[str, Any]) -> None:
    """Answer the judge's requests about `namespace` until it says stop or closes the socket."""
    peer = _peers.get(sock)
    if peer is None:
        peer = _peers[sock] = Peer(sock, namespace)
    with peer.alarm:
        try:
            if peer.link.listen():  # another judge will go on, which knows nothing of this one
                del _peers[sock]
        except LinkLostError:
            return


class Peer(Side):
    """The student's side of the connection."""

    watching = WATCHED

    def __init__(self, sock: socket.socket, namespace: dict[str, Any]) -> None:
        super().__init__(sock)
        self.link.grace = PATIENCE
        self.namespace = namespace
        self.objects: dict[int, Any] = {}
        self.handles: dict[int, int] = {}
        self.next_handle = 1
        self.forms: dict[type, Node] = {}
        self.judge_objects: dict[int, Any] = {}
        self.errors = errors.ErrorClasses()
        self.alarm = Alarm()
        self.thread = threading.get_ident()
        self.folder = Folder(known=False)
        self.examples: dict[str, Any] = {}

    # What the judge may ask beside the operations on objects.

    def get(self, name: str) -> Any:
        return self.namespace[name]

    def names(self) -> list[str]:
        return [name for name in self.namespace if type(name) is str]

    def set(self, name: str, value: Any) -> None:
        self.namespace[name] = value

    def delete(self, name: str) -> None:
        del self.namespace[name]

    def example(self, source: str, first: bool) -> None:
        """Run an example of a docstring; those of one docstring share their names."""
        if first:
            self.examples = dict(self.namespace)
        run_example(source, self.examples)

    def release(self, *handles: int) -> None:
        for handle in handles:
            self.handles.pop(id(self.objects.pop(handle, None)), None)

    def ask(self, operation: str, *args: Any, **kwargs: Any) -> Any:
        """Ask the judge. Raises RuntimeError in a thread: the judge listens to one call at a time."""
        if threading.get_ident() != self.thread:
            raise RuntimeError("functions of the test can be called from the main thread alone")
        return super().ask(operation, *args, **kwargs)

    def run(self, operation: str, args: tuple[Any, ...], kwargs: Any, before: Any) -> Any:
        """Run an operation within the judge's time limit, its output and warnings caught."""
        borrowed = Borrowed(before, self.folder)
        self.release(*borrowed.released)
        with borrowed:
            if operation in ("call", "next"):
                borrowed.note(args[0])
            status, value = self._timed(operation, args, kwargs, borrowed.seconds)
        return status, value, borrowed.report()

    def _timed(
        self, operation: str, args: tuple[Any, ...], kwargs: Any, seconds: float | None
    ) -> tuple[str, Any]:
        function = self._function(operation)
        try:
            return "ok", self._interruptible(function, args, kwargs, seconds)
        except StopIteration as error:
            if operation == "next":
                return "end", error.value
            return "raised", self.describe_error(error)
        except LinkLostError:
            raise
        except BaseException as error:
            return "raised", self.describe_error(error)

    def _interruptible(
        self, function: Any, args: tuple[Any, ...], kwargs: Any, seconds: float | None
    ) -> Any:
        """Call the function; the alarm may strike in here and nowhere else."""
        outermost = not self.alarm.running
        if seconds is not None and outermost:
            self.alarm.set(seconds)
        try:
            self.alarm.running = True
            return function(*args, **kwargs)
        finally:
            self.alarm.running = not outermost
            if seconds is not None and outermost:
                self.alarm.set(0)

    def _function(self, operation: str) -> Any:
        if operation in _NAMES:
            return getattr(self, operation)
        return INSPECTIONS.get(operation) or OPERATIONS[operation]

    def known(self, operation: Any) -> bool:
        return operation in OPERATIONS or operation in INSPECTIONS or operation in _NAMES

    # How objects are named.

    def export(self, thing: Any) -> Node:
        if isinstance(thing, Remote | JudgeGenerator):
            return ["@", "yours", handle_of(thing)]
        if isinstance(thing, ModuleType) and thing.__name__ != "__main__":
            return ["@", "module", str(thing.__name__)]
        if isinstance(thing, BaseException):
            origin = getattr(thing, "_judge_handle", None)
            if origin is not None:
                return ["@", "yours", origin]
            return ["@", "error", self._handle(thing), self._describe(thing)]
        handle = self._handle(thing)
        if isinstance(thing, type) and issubclass(thing, BaseException):
            return ["@", "error class", errors.lineage(thing, self._handle)]
        if isinstance(thing, type):
            return ["@", "class", handle, self._form(thing)]
        self.met.append(thing)
        node = ["@", "mine", handle, self._form(type(thing))]
        both = self.namespace.get(type(thing).__name__) is type(thing)
        return as_member(thing, node) if both else node

    def _handle(self, thing: Any) -> int:
        handle = self.handles.get(id(thing))
        if handle is None:
            handle, self.next_handle = self.next_handle, self.next_handle + 1
            self.handles[id(thing)] = handle
            self.objects[handle] = thing
        return handle

    def _form(self, kind: type) -> Node:
        """What the judge needs to know of a class: number, name, special methods, bases."""
        form = self.forms.get(kind)
        if form is None:
            own = kind.__module__ != "builtins"
            bases = (
                [self._form(base) for base in kind.__bases__ if base is not object] if own else []
            )
            number = self._handle(kind) if own else 0
            form = self.forms[kind] = [number, kind.__name__, list(special_methods(kind)), bases]
        return form

    def resolve(self, rest: list[Node]) -> Any:
        match rest:
            case ["yours", int(handle)]:
                return self.objects[handle]
            case ["module", str(name)]:
                return importlib.import_module(name)
            case ["member", str(family), str(name), *other]:
                return member_of(self.namespace.get(family), name, self.resolve(other))
            case ["function", str(module), str(name)]:
                return getattr(importlib.import_module(module), name)
            case ["error", int(handle), details]:
                return self.rebuild_error([handle, details, None])
            case ["mine", int(handle), str(kind), str(name), list(methods)]:
                if handle not in self.judge_objects:
                    self.judge_objects[handle] = self._judge_object(handle, kind, name, methods)
                return self.judge_objects[handle]
        raise WireError("an unknown reference")

    def _judge_object(self, handle: int, kind: str, name: str, methods: list[str]) -> Any:
        if kind == "random":
            return JudgeGenerator(self.ask, handle)
        members: dict[str, Any] = {"__doc__": property(_docstring)}
        given = self.namespace.get(name)
        if isinstance(given, type):  # a class of a set-up cell: both sides have it
            members["__class__"] = property(lambda remote: given)
        remote = remote_class(name, methods, self.ask, bases=(JudgeObject,), **members)()
        bind(remote, handle, self.ask)
        return remote

    # Exceptions.

    def describe_error(self, error: BaseException) -> Any:
        origin = getattr(error, "_judge_handle", None)
        if origin is not None:
            return [origin, None, errors.student_line(error.__traceback__, self._is_student)]
        if isinstance(error, TimeIsUp):
            return [0, "late", None]
        return [self._handle(error), self._describe(error), None]

    def _describe(self, error: BaseException) -> list[Any]:
        line = errors.student_line(error.__traceback__, self._is_student)
        return errors.describe(error, line, self._handle, errors.MAX_CAUSES)

    def rebuild_error(self, description: Any) -> BaseException:
        handle, details, _ = description
        if details == "late":
            return TimeIsUp()
        if details is None:
            own: BaseException = self.objects[handle]  # the student's own comes back
            return own
        error = self.errors.rebuild(details)
        error._judge_handle = handle  # type: ignore[attr-defined]  # our own attribute on it
        return error

    def _is_student(self, filename: str) -> bool:
        """Cells of a notebook have odd file names; libraries live under the interpreter's paths."""
        return not filename.startswith(
            (sys.prefix, sys.base_prefix, "<frozen", "<__array", _PACKAGE)
        )


def _docstring(remote: Any) -> Any:
    try:
        return ask_of(remote)("getattr", remote, "__doc__")
    except AttributeError:  # only functions lend theirs
        return None


_NAMES = frozenset({"get", "names", "set", "delete", "example"})
_PACKAGE = str(Path(autograder.__file__).parent)
