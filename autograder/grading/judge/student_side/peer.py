"""The student's end: serves the judge's requests inside the kernel of the student.

Everything here runs in a process that may be hostile. Nothing the judge decides rests on it; it is
written for the honest student, and for being told apart from the student's own code.
"""

from __future__ import annotations

import base64
import importlib
import os
import pickle
import socket
import sys
import threading
from pathlib import Path
from types import ModuleType
from typing import Any
from weakref import WeakKeyDictionary

import autograder
from autograder.grading.judge.both_sides import errors
from autograder.grading.judge.both_sides.contents import is_plain
from autograder.grading.judge.both_sides.files import Folder
from autograder.grading.judge.both_sides.link import LinkLostError
from autograder.grading.judge.both_sides.members import as_member, member_of
from autograder.grading.judge.both_sides.operations import OPERATIONS, special_methods
from autograder.grading.judge.both_sides.remote import Remote, handle_of
from autograder.grading.judge.both_sides.side import WATCHED, Side, UncomparableError
from autograder.grading.judge.marshalling.pack import Node, WireError
from autograder.grading.judge.student_side.alarm import Alarm, TimeIsUp
from autograder.grading.judge.student_side.borrowed import Borrowed
from autograder.grading.judge.student_side.inspection import INSPECTIONS
from autograder.grading.judge.student_side.judge_objects import JudgeGenerator, judge_object
from autograder.grading.judge.student_side.lines import run_example, student_line
from autograder.grading.judge.student_side.standing import Standing

PATIENCE = 3600.0  # seconds: the judge is trusted to answer


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
        self.by_name: dict[int, tuple[Node, Any]] = {}  # what the judge has sent by its name
        self.errors = errors.ErrorClasses()
        self.alarm = Alarm()
        self.thread, self.pid = threading.get_ident(), os.getpid()
        self.folder = Folder(known=False)
        self.examples: dict[str, Any] = {}
        self.standing = Standing(namespace)

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
            self.standing.forget(handle)

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
            if os.getpid() != self.pid:  # what a call forks and does not end comes back here, too
                os._exit(0)
        report = borrowed.report() | self.standing.outdated()
        if status == "ok" and self._stands(operation, args, value):
            report["stands"] = True
        return status, value, report or None

    def before(self, operation: str) -> Any:
        """What of the judge's knowledge is outdated: a function of the test may use it now."""
        return self.standing.outdated() or None

    def _stands(self, operation: str, args: tuple[Any, ...], value: Any) -> bool:
        """Whether the judge may keep an answer until it is told otherwise."""
        match operation, args:
            case "get", (name,):
                return self.standing.watch_name(name, value)
            case "getattr", (thing, str(name)) if not isinstance(thing, type):
                handle = self.handles.get(id(thing), 0)
                return bool(handle) and self.standing.watch_method(handle, thing, name, value)
        return False

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
        if id(thing) in self.by_name:
            return self.by_name[id(thing)][0]
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
        self.referred.append(thing)
        node: list[Node] = ["@", "mine", handle, self._form(type(thing))]
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
            own = kind.__module__ != "builtins" and not is_plain(kind)
            bases = (
                [self._form(base) for base in kind.__bases__ if base is not object] if own else []
            )
            number = self._handle(kind) if own else 0
            methods: list[Node] = [*special_methods(kind)]
            form = [number, kind.__name__, methods, bases, str(kind.__module__)]
            self.forms[kind] = form
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
                thing = getattr(importlib.import_module(module), name)
                self.by_name[id(thing)] = (["@", "function", module, name], thing)
                return thing
            case ["copy", str(text)]:
                return pickle.loads(base64.b64decode(text))
            case ["error", int(handle), details]:
                return self.rebuild_error([handle, details, None])
            case ["mine", int(handle), str(kind), str(name), list(methods)]:
                if handle not in self.judge_objects:
                    self.judge_objects[handle] = judge_object(
                        handle, kind, name, methods, self.ask, self.namespace.get(name)
                    )
                return self.judge_objects[handle]
        raise WireError("an unknown reference")

    # Exceptions.

    def describe_error(self, error: BaseException) -> Any:
        origin = getattr(error, "_judge_handle", None)
        if origin is not None:
            return [origin, None, student_line(error.__traceback__, self._is_student)]
        if isinstance(error, TimeIsUp):
            return [0, "late", None]
        return [self._handle(error), self._describe(error), None]

    def _describe(self, error: BaseException) -> list[Any]:
        line = student_line(error.__traceback__, self._is_student)
        return errors.describe(error, line, self._handle, errors.MAX_CAUSES)

    def rebuild_error(self, description: Any) -> BaseException:
        handle, details, _ = description
        if details == "late":
            return TimeIsUp()
        if details == "uncomparable":
            return UncomparableError(description[2])
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


_NAMES = frozenset({"get", "names", "set", "delete", "example"})
_PACKAGE = str(Path(autograder.__file__).parent)
