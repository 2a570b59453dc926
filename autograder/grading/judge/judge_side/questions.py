"""What the judge asks of the student's process, and what it holds the answers to.

The one end of the conversation; the other is student_side/peer.py. Answers are values or refer to the
student's objects; whatever is done with those comes back here as the next question.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from contextlib import suppress
from types import FrameType, ModuleType
from typing import Any

from autograder.exercises import guard
from autograder.exercises.limit import TimeLimit
from autograder.grading.contract.names import Names
from autograder.grading.judge.both_sides.errors import MAX_TEXT
from autograder.grading.judge.both_sides.link import LinkTimeoutError
from autograder.grading.judge.both_sides.remote import Remote, handle_of
from autograder.grading.judge.both_sides.side import WATCHED, Side, UncomparableError
from autograder.grading.judge.judge_side.arguments import Arguments
from autograder.grading.judge.judge_side.cells.lender import Lender
from autograder.grading.judge.judge_side.cells.namespace import Namespace
from autograder.grading.judge.judge_side.comparing.matching import Matching
from autograder.grading.judge.judge_side.modules import imported, module_called
from autograder.grading.judge.judge_side.proxies.consistency import (
    CONVERSIONS,
    OPPOSITES,
    Bodies,
    Said,
    compared,
    take_over,
)
from autograder.grading.judge.judge_side.proxies.kept import Kept
from autograder.grading.judge.judge_side.proxies.permissions import permit
from autograder.grading.judge.judge_side.proxies.plain import Plain
from autograder.grading.judge.judge_side.proxies.references import ModuleNamed, References
from autograder.grading.judge.judge_side.proxies.student_objects import (
    call_by_name,
    check_answer,
    giving_results,
    may_ask,
)
from autograder.grading.judge.judge_side.release import Release
from autograder.grading.judge.marshalling.pack import Node, WireError

_EARLY = 0.02  # the student's process stops a call so many seconds before the judge would


class StudentTimeoutError(TimeLimit):
    """The student's code ran longer than the cell may."""


class Questions(Side):
    """Asks for names, and for what is done with the student's objects; answers callbacks.

    `names` are those of the reference solution's student cells, `release` the files of the release.
    """

    watched = WATCHED

    def __init__(self, sock: socket.socket, names: Names, release: Release | None) -> None:
        super().__init__(sock)
        self._names = names
        whole = {name for name, origin in names.modules.items() if ":" not in origin}
        self.namespace = Namespace(self, names.theirs - whole, names.variables)
        self._given: dict[str, type] = {}
        folder = release.folder if release else os.getcwd()
        self._references = References(self._ask_student, self._given, folder, names.members)
        self.arguments = Arguments(self._references.lending.is_ours)
        self._references.lent = self.arguments.lent
        self._kept = Kept(self._references.find)
        self._has: set[str] = set()  # modules of the student's program, in the cell at hand
        self._lender = Lender(self.namespace, names.written)
        self._said = Said()
        self._plain = Plain(self._said, self._guarded)
        self._bodies = Bodies()
        self.matching = Matching()
        self._asking = 0  # requests that are on their way
        self.failure: BaseException | None = None  # what fails the cell, whoever catches it

    # The student's names (see `namespace`).

    def get(self, name: str) -> Any:
        if name in self._names.modules:
            with suppress(ImportError, AttributeError):  # a file of the student's, for instance
                return self._imported(name)
        kept = self._kept.name(name)
        if kept is not None:
            return kept
        value = self._plain_answer("get", name)
        if isinstance(value, ModuleNamed):
            return module_called(name, value.name)
        if name in self._names.functions:
            value = giving_results(value)
        else:
            call_by_name(value)
        self._named(name, value)
        self._kept.keep_name(name, value)
        return value

    def _imported(self, name: str) -> Any:
        """The module, or what is in one, that the solution imports under a name, where the student's program has
        it, too. Raises KeyError where it has no such name, NameError where it has another thing for the module."""
        thing = imported(self._names.modules[name])
        if name not in self._has:
            theirs = self._plain_answer("get", name)
            same = isinstance(theirs, ModuleNamed) and theirs.name == getattr(thing, "__name__", "")
            if isinstance(thing, ModuleType) and not same:
                raise NameError(f"{name} is not the module {thing.__name__} in this program")
            self._has.add(name)
        return thing

    def _named(self, name: str, value: Any) -> None:
        """A name of the student's, or of an attribute, stands for a function or for a value."""
        if isinstance(value, Remote):
            self.matching.vacuous.named(name, handle_of(value))
        else:
            self.matching.vacuous.gave(name, value)

    def names(self) -> list[str]:
        names = self._plain_answer("names")
        if type(names) is not list or not all(type(name) is str for name in names):
            raise self.link.lose("it sent names that are no text")
        return names

    def set(self, name: str, value: Any) -> None:
        self._plain_answer("set", name, value)

    def delete(self, name: str) -> None:
        self._plain_answer("delete", name)

    def _plain_answer(self, operation: str, *args: Any) -> Any:
        try:
            return self._guarded(operation, *args)
        except KeyError:
            raise KeyError(args[0] if args else operation) from None

    def check_leases(self, note: Any) -> tuple[int, list[int], list[Node], list[Any]]:
        """The student's side asks for no lease: the judge's objects do not outlive calls."""
        if type(note) is not list or len(note) != 4 or note[1:] != [[], [], []]:
            raise WireError("a note of another shape")
        return 0, [], [], []

    # Asking.

    def _ask_student(self, operation: str, *args: Any, **kwargs: Any) -> Any:
        if operation == "subclass":
            return self._references.students.derive(*args)
        if operation == "getattr":
            method = self._kept.method(*args[:2])
            if method is not None:
                return method
        if self._plain.is_due(operation, args):
            return self._plain.do(operation, args)
        if not may_ask(operation, args):
            return any(item is args[1] or item == args[1] for item in iter(args[0]))
        self._said.begin(operation, args)
        if operation in OPPOSITES and all(isinstance(arg, Remote) for arg in args):
            return compared(self._guarded, operation, args)
        try:
            answer = check_answer(operation, args, self._guarded(operation, *args, **kwargs))
        except IndexError:
            if operation == "getitem":
                self._said.check_missing(*args)
            raise
        answer = self._consistent(operation, args, answer)
        if operation == "call" and isinstance(args[0], Remote):
            self.matching.vacuous.answered(handle_of(args[0]), answer)
        elif operation == "getattr" and not args[1].startswith("_"):
            self._named(args[1], answer)
        return answer

    def _consistent(self, operation: str, args: tuple[Any, ...], answer: Any) -> Any:
        """The answer, if it goes with what was said before."""
        match operation:
            case "getattr":
                given = self._references.students.given_for(*args[:2])
                if given is not None:
                    kind = args[0] if isinstance(args[0], type) else type(args[0])
                    return given.__get__(None if kind is args[0] else args[0], kind)
                self._kept.keep_method(args[0], args[1], answer)
            case "len":
                return self._said.check(args[0], answer)
            case "iter" | "reversed":
                return self._said.counted(args[0], answer)
            case "enter":
                self._bodies.enter(args[0], self._calls)
            case "exit" if answer:
                return self._bodies.may_swallow(args[0], args[2], args[3], self._calls - 1)
        return self._said.number(operation, args, answer) if operation in CONVERSIONS else answer

    def change(self, thing: Any, contents: Any) -> None:
        self.arguments.change(thing, contents)

    def told(self) -> None:
        self._said.forget()

    def handed(self, operation: str, args: tuple[Any, ...], value: Any, things: list[Any]) -> None:
        take_over(operation, args, value, things)

    def _guarded(self, operation: str, *args: Any, **kwargs: Any) -> Any:
        self.namespace.settle()
        hook = sys.getprofile()  # whoever watches calls here need not watch the judge's own
        sys.setprofile(None)
        outermost, answer = not self._asking, None
        if outermost:
            self.arguments.lent.begin_call()
        self._asking += 1
        try:
            answer = self.ask(operation, *args, **kwargs)
            return answer
        except BaseException as error:
            self._kept.clear()  # what else the answer said may not have been heard
            if isinstance(error, LinkTimeoutError):
                raise self._late() from None
            raise
        finally:
            self._asking -= 1
            if outermost:
                self.arguments.end_call(answer, self._references.hold_instances())
            sys.setprofile(hook)

    def before(self, operation: str) -> Any:
        deadline = self.link.deadline
        left = deadline - time.monotonic() if deadline is not None else 60.0
        timer = signal.getitimer(signal.ITIMER_REAL)[0]
        if timer:
            left = min(left, timer - _EARLY)
        before = self._lender.before()
        seconds = max(left, 0.001)
        if released := self._references.released():
            before["released"] = released
        return {"seconds": seconds, **before} if before else seconds

    def after(self, report: Any, whole: bool) -> None:
        try:
            self._lender.after(report, whole)
            self._kept.hear(report)
        except (TypeError, ValueError, OSError) as error:
            raise self.link.lose(f"it reported nonsense ({type(error).__name__})") from None

    # Answering.

    def run(self, operation: str, args: tuple[Any, ...], kwargs: Any, before: Any) -> Any:
        self._kept.hear(before)
        return super().run(operation, args, kwargs, before)

    def allow(self, operation: str, args: tuple[Any, ...]) -> None:
        permit(operation, args, self._references.exports.__contains__, self._references.lending)

    def export(self, thing: Any) -> Node:
        return self._references.export(thing)

    def resolve(self, rest: list[Node]) -> Any:
        return self._references.resolve(rest, self.referred)

    # Exceptions.

    def describe_error(self, error: BaseException) -> Any:
        return self._references.describe(error)

    def rebuild_error(self, description: Any) -> BaseException:
        if type(description) is not list or len(description) != 3:
            raise self.link.lose("it sent an exception of another shape")
        handle, details, line = description
        if details == "late":
            return self._late()
        if details == "uncomparable" and type(line) is str:
            return self._failed(UncomparableError(line[:MAX_TEXT]))
        try:
            error = (
                self._references.exports[handle]
                if details is None and type(handle) is int
                else None
            )
            # One that ends an iteration would end the test's loop.
            if isinstance(error, StopIteration | StopAsyncIteration):
                error = RuntimeError(f"the code raised {type(error).__name__}")
            if isinstance(error, BaseException):
                if type(line) is str:
                    error.student_line = line  # type: ignore[attr-defined]  # our own attribute on it
                return error
            return self._references.error(handle, details)
        except WireError as problem:
            raise self.link.lose(f"it sent {problem}") from None

    def _late(self) -> BaseException:
        """The call was stopped in time; if a limit of the test's own is near, let that one speak."""
        left = signal.getitimer(signal.ITIMER_REAL)[0]
        if 0 < left < 5 * _EARLY:
            time.sleep(left + _EARLY)
        error = StudentTimeoutError("The code ran longer than the test allows.")
        over = self.link.deadline is not None and time.monotonic() > self.link.deadline - 2 * _EARLY
        return self._failed(error) if over else error

    def _failed(self, error: BaseException) -> BaseException:
        """Take note of an exception that fails the cell, also where the test catches all there is: no code of
        the student's has raised it. Where an exercise's check meets it, that check alone has failed."""
        frame: FrameType | None = sys._getframe()
        while frame is not None and frame.f_code.co_filename != guard.__file__:
            frame = frame.f_back
        if frame is None:
            self.failure = self.failure or error
        return error
