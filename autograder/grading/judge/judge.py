"""The judge: runs test cells in its own process and asks the student's process for what they call.

A verdict is what happened here. The student's process is asked for values, and every answer is
checked; it may lie about its own functions' results, as any wrong program does, and nothing more.
"""

from __future__ import annotations

import importlib
import signal
import socket
import sys
import time
import types
from collections.abc import Callable, Mapping
from contextlib import nullcontext, suppress
from typing import Any

import numpy as np

from autograder.exercises.limit import TimeLimit
from autograder.grading.judge.cells import CellResult, name_of, plain_python, run_cell
from autograder.grading.judge.consistency import CONVERSIONS, Bodies, Said, take_over
from autograder.grading.judge.link import LinkLostError, LinkTimeoutError
from autograder.grading.judge.magics import Shell
from autograder.grading.judge.names import names_bound
from autograder.grading.judge.namespace import MainModule, Namespace
from autograder.grading.judge.operations import OPERATIONS
from autograder.grading.judge.permissions import permit
from autograder.grading.judge.proxies import (
    call_by_name,
    check_answer,
    giving_results,
    is_remote,
    may_ask,
    plain_kind,
)
from autograder.grading.judge.references import References
from autograder.grading.judge.remote import Remote
from autograder.grading.judge.side import WATCHED, Side
from autograder.grading.judge.standing import standing_in
from autograder.grading.judge.unpickling import data_alone
from autograder.grading.judge.wire import Node, WireError
from autograder.grading.judge.world import Lender

__all__ = ["CellResult", "Judge", "StudentTimeoutError"]

_EARLY = 0.02  # the student's process stops a call so many seconds before the judge would
# What a name means by convention, whatever module the student's side says it is.
_ALIASES = {"np": "numpy", "pd": "pandas", "plt": "matplotlib.pyplot", "sp": "scipy"}


class StudentTimeoutError(TimeLimit):
    """The student's code ran longer than the cell may."""


class Judge(Side):
    """Runs set-up cells and test cells against the student's process behind `sock`.

    `theirs` are the names that student cells of the reference solution define, `modules` those
    that are modules there or come from one (name → `module` or `module:name`), `variables` the
    global names that its functions use (true for those that they change), `functions` the names
    that are functions there; all come from the calibration. `interrupt`, where given, makes the
    student's process stop what it runs (a signal). `grace` is how many seconds such an interrupt
    may take before the process counts as lost.
    """

    def __init__(
        self,
        sock: socket.socket,
        *,
        theirs: frozenset[str] = frozenset(),
        modules: dict[str, str] | None = None,
        variables: Mapping[str, bool] | None = None,
        functions: frozenset[str] = frozenset(),
        interrupt: Callable[[], None] | None = None,
        grace: float = 1.0,
    ) -> None:
        super().__init__(sock)
        self.link.grace = grace
        self.link.interrupt = interrupt
        self._functions = functions
        self._modules = modules or {}
        whole = {name for name, origin in self._modules.items() if ":" not in origin}
        self.namespace = Namespace(self, theirs - whole, variables)
        self._shell = Shell(self.namespace)
        self.namespace["get_ipython"] = lambda: self._shell
        self._given: dict[str, type] = {}
        self._references = References(self._ask_student, self._given)
        self._lender = Lender(self.namespace)
        self._said = Said()
        self._bodies = Bodies()
        self._cells = 0
        self.renewed = False  # it goes on for a judge that was ended, whose files may lie about
        self.main = MainModule(self.namespace)

    @property
    def lost(self) -> str:
        """Why the student's process can no longer be asked, or an empty string."""
        return self.link.lost

    def run_setup(self, source: str, seconds: float = 60.0) -> CellResult:
        """Run a locked cell that is no test: imports and data, the judge's own from then on."""
        calls = self._calls
        result = self._run(source, seconds)
        own = self.namespace
        own.end_setup()
        if result.error is not None and self._calls != calls:
            self.claim(source)
        self._given |= {name: thing for name, thing in dict.items(own) if _is_given(thing)}
        return result

    def run_cell(self, source: str, seconds: float = 60.0) -> CellResult:
        """Run a test cell, for at most so many seconds of wall time."""
        self.namespace.lending = True
        try:
            return self._run(source, seconds)
        finally:
            self.namespace.lending = False
            self.claim(source)

    def claim(self, source: str) -> None:
        """Take the names that this cell binds for the tests' own, however far it has come."""
        self.namespace.claim(names_bound(plain_python(source)) - set(self._modules))

    def _run(self, source: str, seconds: float) -> CellResult:
        self._cells += 1
        self._shell.cell, self._shell.lenient = name_of(self._cells), not self.namespace.lending
        self.link.deadline = time.monotonic() + seconds
        self._references.exports.begin_cell()
        suspicious = self.namespace.lending or self._lender.taken or self.renewed
        guard = data_alone() if suspicious else nullcontext()
        limit = seconds + 2 * self.link.grace
        with self._lender.cell(source), standing_in(self.main, self._guarded):
            result = run_cell(source, self.namespace, self._cells, limit, guard)
        self._references.exports.end_cell(self._references.things())
        result.lost = self.lost
        return result

    def stop(self, forget: bool = False) -> None:
        """Let the student's process go on with its next cell; it may forget what it was lent."""
        if not self.lost:
            self.link.deadline = time.monotonic() + self.link.grace
            try:
                self.link.request("stop", forget)
            except (LinkLostError, LinkTimeoutError):
                return

    # The student's names (see `namespace`).

    def get(self, name: str) -> Any:
        if name in self._modules:
            with suppress(ImportError, AttributeError):  # a file of the student's, for instance
                return _imported(self._modules[name])
        value = self._plain_answer("get", name)
        if isinstance(value, types.ModuleType) and name in _ALIASES:
            return importlib.import_module(_ALIASES[name])
        if name in self._functions:
            return giving_results(value)
        call_by_name(value)
        return value

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

    watched = WATCHED

    def check_keeping(self, note: Any) -> tuple[int, list[int], list[Node], list[Node]]:
        """The student's side asks for nothing to be kept: the judge's objects do not outlive calls."""
        if type(note) is not list or len(note) != 4 or note[1:] != [[], [], []]:
            raise WireError("a note of another shape")
        return 0, [], [], []

    # Asking.

    def _ask_student(self, operation: str, *args: Any, **kwargs: Any) -> Any:
        if operation == "subclass":
            return self._references.students.derive(*args)
        if not may_ask(operation, args):
            if operation == "contains":
                return any(item is args[1] or item == args[1] for item in iter(args[0]))
            return self._by_contents(operation, args)
        self._said.begin(operation, args)
        try:
            answer = check_answer(operation, args, self._guarded(operation, *args, **kwargs))
        except IndexError:
            if operation == "getitem":
                self._said.check_missing(*args)
            raise
        return self._consistent(operation, args, answer)

    def _consistent(self, operation: str, args: tuple[Any, ...], answer: Any) -> Any:
        """The answer, if it goes with what was said before."""
        match operation:
            case "len":
                return self._said.check(args[0], answer)
            case "iter" | "reversed":
                return self._said.counted(args[0], answer)
            case "enter":
                self._bodies.enter(args[0], self._calls)
            case "exit" if answer:
                return self._bodies.may_swallow(args[0], args[2], args[3], self._calls - 1)
        return self._said.number(operation, args, answer) if operation in CONVERSIONS else answer

    def told(self) -> None:
        self._said.forget()

    def handed(self, operation: str, args: tuple[Any, ...], value: Any, things: list[Any]) -> None:
        take_over(operation, args, value, things)

    def _by_contents(self, operation: str, args: tuple[Any, ...]) -> Any:
        """Do an operation with the contents of the student's objects, if they have any."""
        values = [self._contents(arg) for arg in args]
        if any(isinstance(value, Remote) for value in values):
            return NotImplemented
        return OPERATIONS[operation](*values)

    def _contents(self, thing: Any) -> Any:
        kind = plain_kind(thing)
        if kind is None:
            return thing
        value = self._said.contents(thing, lambda: self._guarded("contents", thing))
        if type(value) is not kind:
            raise TypeError(f"the student's object does not hold a {kind.__name__}")
        return value

    def _guarded(self, operation: str, *args: Any, **kwargs: Any) -> Any:
        self.namespace.settle()
        hook = sys.getprofile()  # whoever watches calls here need not watch the judge's own
        sys.setprofile(None)
        try:
            return self.ask(operation, *args, **kwargs)
        except LinkTimeoutError:
            raise StudentTimeoutError("The code ran longer than the test allows.") from None
        finally:
            sys.setprofile(hook)

    def before(self, operation: str) -> Any:
        deadline = self.link.deadline
        left = deadline - time.monotonic() if deadline is not None else 60.0
        timer = signal.getitimer(signal.ITIMER_REAL)[0]
        if timer:
            left = min(left, timer - _EARLY)
        before = self._lender.before()
        before["seconds"] = max(left, 0.001)
        if released := self._references.released():
            before["released"] = released
        return before

    def after(self, report: Any) -> None:
        try:
            self._lender.after(report)
        except (TypeError, ValueError, OSError) as error:
            raise self.link.lose(f"it reported nonsense ({type(error).__name__})") from None

    # Answering.

    def allow(self, operation: str, args: tuple[Any, ...]) -> None:
        permit(operation, args, self._references.exports.__contains__)

    def export(self, thing: Any) -> Node:
        return self._references.export(thing)

    def resolve(self, rest: list[Node]) -> Any:
        return self._references.resolve(rest, self.met)

    # Exceptions.

    def describe_error(self, error: BaseException) -> Any:
        return self._references.describe(error)

    def rebuild_error(self, description: Any) -> BaseException:
        if type(description) is not list or len(description) != 3:
            raise self.link.lose("it sent an exception of another shape")
        handle, details, line = description
        if details == "late":
            return self._late()
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
        return StudentTimeoutError("The code ran longer than the test allows.")


def _imported(origin: str) -> Any:
    """A module, or what `module:name` means there."""
    module, _, name = origin.partition(":")
    found = importlib.import_module(module)
    return getattr(found, name) if name else found


def _is_given(thing: Any) -> bool:
    """Whether a set-up cell has defined this class. One of arrays is taken for what it is alone: what
    says it is an array is looked into without being asked."""
    if not isinstance(thing, type) or is_remote(thing) or issubclass(thing, np.ndarray):
        return False
    return thing.__module__ == "__main__"
