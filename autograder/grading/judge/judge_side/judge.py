"""The judge: runs test cells in its own process and asks the student's process for what they call.

A verdict is what happened here. The student's process is asked for values, and every answer is
checked; it may lie about its own functions' results, as any wrong program does, and nothing more.
"""

from __future__ import annotations

import doctest
import socket
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import numpy as np

from autograder.exercises import limit
from autograder.exercises.limit import CLOCK_FACTOR
from autograder.grading.contract.names import Names
from autograder.grading.judge.both_sides.link import LinkLostError, LinkTimeoutError
from autograder.grading.judge.judge_side.cells.examples import released_examples
from autograder.grading.judge.judge_side.cells.magics import Shell
from autograder.grading.judge.judge_side.cells.namespace import MainModule
from autograder.grading.judge.judge_side.cells.refusal import RefusedError
from autograder.grading.judge.judge_side.cells.run_cell import (
    CellResult,
    name_of,
    run_cell,
)
from autograder.grading.judge.judge_side.cells.standing import standing_in
from autograder.grading.judge.judge_side.cells.unpickling import data_alone
from autograder.grading.judge.judge_side.databases import Databases
from autograder.grading.judge.judge_side.proxies.claims import is_subclass
from autograder.grading.judge.judge_side.proxies.student_objects import is_remote
from autograder.grading.judge.judge_side.questions import Questions
from autograder.grading.judge.judge_side.release import Release
from autograder.grading.judge.names import names_bound, plain_python


class Judge(Questions):
    """Runs set-up cells and test cells against the student's process behind `sock`.

    `names` are those of the reference solution's student cells, from the calibration. `interrupt`,
    where given, makes the student's process stop what it runs (a signal). `grace` is how many
    seconds such an interrupt may take before the process counts as lost. `release` are the files
    of the release; without one the working directory holds them.
    """

    def __init__(
        self,
        sock: socket.socket,
        *,
        names: Names | None = None,
        interrupt: Callable[[], None] | None = None,
        grace: float = 1.0,
        release: Release | None = None,
    ) -> None:
        super().__init__(sock, names or Names(), release)
        self._grace = self.link.grace = grace
        self.link.interrupt = interrupt
        self._shell = Shell(self.namespace)
        self.namespace["get_ipython"] = lambda: self._shell
        self.namespace.add_builtins({**self.matching.names, "issubclass": is_subclass})
        self.databases = Databases()
        self._release = release
        self._cells = 0
        self.anew: Collection[str] = ()  # names that answers have bound since a test did
        self.renewed = False  # it goes on for a judge that was ended, whose files may lie about
        self.main = MainModule(self.namespace)

    @property
    def lost(self) -> str:
        """Why the student's process can no longer be asked, or an empty string."""
        return self.link.lost

    @property
    def changed(self) -> bool:
        """Whether a call has changed arguments or files of the test at hand."""
        return self.arguments.changed or self._lender.changed

    def run_setup(self, source: str, seconds: float = 60.0) -> CellResult:
        """Run a locked cell that is no test: imports and data, the judge's own from then on."""
        calls = self._calls
        self.matching.vacuous.set_up(source)
        result = self._run(source, seconds)
        own = self.namespace
        own.end_setup()
        self._lender.end_setup()
        if result.error is not None and self._calls != calls:
            self.claim(source)
        self._given |= {name: thing for name, thing in dict.items(own) if _is_given(thing)}
        return result

    def run_cell(
        self,
        source: str,
        seconds: float = 60.0,
        frozen: bool = False,
        matched: bool = False,
        facts: Collection[str] | None = None,
    ) -> CellResult:
        """Run a test cell, for at most so many seconds of wall time; with `frozen`, once more with its
        arguments frozen if it passes with changed ones; with `matched`, none of its arrays may be
        stretched to fit another; `facts` are those of the solution's run (see `Vacuous`, `Databases`)."""
        self.namespace.lending = True
        self.arguments.begin()
        self._lender.begin()
        self.matching.vacuous.begin(source, frozenset(facts or ()))
        self.databases.begin(facts)
        own = dict(dict.items(self.namespace))
        try:
            with self.matching.cell(matched, self.namespace):
                result = self._run(source, seconds)
            if frozen and result.error is None and self.changed:
                self.arguments.freeze()
                self._lender.freeze()
                self.namespace.restore(own)
                result = self._run(source, seconds)
            return result
        finally:
            self.namespace.lending = False
            self.databases.end()
            self.claim(source)

    def keep_pace(self, slowness: float) -> None:
        """Be more patient, so many times: the machine is busy, and the student is not to blame."""
        self.link.grace = self._grace * slowness
        limit.CLOCK_FACTOR = CLOCK_FACTOR * slowness

    def claim(self, source: str) -> None:
        """Take the names that this cell binds for the tests' own, however far it has come."""
        self.namespace.claim(names_bound(plain_python(source)) - set(self._names.modules))

    def _run(self, source: str, seconds: float) -> CellResult:
        if self._release:
            self._release.check()
        self._cells += 1
        self.failure = RefusedError.last = None
        self._shell.cell, self._shell.lenient = name_of(self._cells), not self.namespace.lending
        self.link.deadline = time.monotonic() + seconds
        self._references.exports.begin_cell()
        suspicious = self.namespace.lending or self._lender.taken or self.renewed
        guard = self._guard(data_alone(source, strict=suspicious))
        longest = seconds + 2 * self.link.grace
        with (
            self._lender.cell(source),
            standing_in(self.main, self._guarded, self._released_examples),
        ):
            result = run_cell(source, self.namespace, self._cells, longest, guard, self._conclude)
        self._kept.clear()
        self._has.clear()
        self._references.exports.end_cell(self._references.things())
        result.lost = self.lost
        return result

    @contextmanager
    def _guard(self, guard: AbstractContextManager[None]) -> Iterator[None]:
        """Within the cell's time: a test finds the files which answers have written, and names."""
        if self.namespace.lending and self.anew:
            self.namespace.read_anew(self.anew)
        elif self.namespace.lending and self._lender.watches_files:
            self.names()
        with guard:
            try:
                yield
            except Exception as error:
                if RefusedError.last:  # by a library that told the test of an error of its own
                    raise RefusedError.last from error
                raise
            self.namespace.settle()  # before an answer binds a name that a function of the test has bound

    def _conclude(self, value: Any) -> None:
        """A cell has come to its end, with this value. Raises what fails it nevertheless; where it makes a
        number of points, each part of the test has seen for itself."""
        if failure := self.failure or RefusedError.last:
            raise failure
        if value is None:
            self.matching.vacuous.check_answers()

    def _released_examples(self, thing: Any) -> list[doctest.DocTest] | None:
        """The examples that the release gives to one of the student's functions or classes."""
        for name in {place.partition(".")[0] for place in self._names.examples}:
            if dict.get(self.namespace, name) is None and self.namespace.get(name) is thing:
                return released_examples(name, self._names.examples, self.namespace)
        return None

    def stop(self, forget: bool = False) -> None:
        """Let the student's process go on with its next cell; it may forget what it was lent."""
        if not self.lost:
            self.link.deadline = time.monotonic() + self.link.grace
            try:
                self.link.request("stop", forget)
            except (LinkLostError, LinkTimeoutError):
                return


def _is_given(thing: Any) -> bool:
    """Whether a set-up cell has defined this class. One of arrays is taken for what it is alone: what
    says it is an array is looked into without being asked."""
    if not isinstance(thing, type) or is_remote(thing) or issubclass(thing, np.ndarray):
        return False
    return thing.__module__ == "__main__"
