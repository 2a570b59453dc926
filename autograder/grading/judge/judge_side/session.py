"""The judge's process: takes orders as plain data and answers with plain data.

Whoever starts the two processes (the sandbox) does three things:

1. In the judge's process: `session = Session(Judge(peer_socket, ...))`, then
   `reply = session.answer(order)` for each order that arrives. Trusted files (the release's) lie in
   its working directory; nothing of the submission does.
2. In the student's kernel: `serve(peer_socket, user_ns)` before each order, and until it returns.
   It returns when the order is done. If the reply says `lost`, end the kernel.
3. On either side's death or over-use: close the socket, or send the student's kernel SIGINT, which
   makes it give up what it runs and go on serving.

Orders are `{"setup": source}` for a locked cell that is no test and `{"test": source}` for a test
cell, each with `"seconds"` and, on a busy machine, `"slowness"`: how many times longer than alone a
program takes; `"hand"` are names that a test leaves to cells in the student's kernel
(see `handing`). Set-up cells are run in the judge too, in the notebook's order; their outputs are not
those of the notebook. A reply is
`{"status": "ok" | "error", "outputs": [nbformat outputs], "error": {...} | None, "lost": str,
"left": [names that could not be handed over], "changed": whether arguments came back changed}`.
`"frozen"` in an order of a test: they may not be (see `arguments`); `"matched"`: no array may be stretched
to fit another, which `"stretched"` in the reply says (see `matching`); `"facts"`, in both, are what never
happened (see `vacuous`) and which tables of a database changed (see `databases`).
`"anew"` are names that an answer has bound since a test did.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from autograder.grading.judge.judge_side.cells.handing import hand_over
from autograder.grading.judge.judge_side.cells.run_cell import CellError, CellResult
from autograder.grading.judge.judge_side.judge import Judge
from autograder.grading.judge.judge_side.worker import Worker, WorkerError

DEFAULT_SECONDS = 60.0
PATIENCE = 3.5
"""Graces that the worker has beyond a cell's time: the judge's own limit speaks after two."""
GIVEN_UP = "The test could not be computed with what the code returned: it takes too long or too much memory."


class Session:
    """One submission's judge."""

    def __init__(self, judge: Judge) -> None:
        self.judge = judge
        self._worker: Worker | None = None
        self._setups: list[dict[str, Any]] = []  # what a new worker has to run again
        self._tests: list[str] = []  # and whose names it must not ask the student for

    def start(self) -> None:
        """Have a worker ready; whoever has time for it before the first order does it then."""
        if self._worker is None:
            self._worker = Worker(self._carry_out)

    def answer(self, order: Mapping[str, Any]) -> dict[str, Any]:
        """Carry out one order; the student's side stops serving before this returns.

        Raises RuntimeError if the judge itself fails. A test that ends it, or that does not end, has
        failed: it ran to its end with the solution.
        """
        again, claimed = (self._setups, self._tests) if self._worker is None else ([], [])
        self.start()
        seconds = float(order.get("seconds", DEFAULT_SECONDS))
        slowness = float(order.get("slowness", 1.0))
        self.judge.keep_pace(slowness)
        request = {**order, "seconds": seconds, "slowness": slowness}
        request |= {"again": again, "claimed": claimed}
        try:
            reply = self._ask(request, seconds + PATIENCE * self.judge.link.grace)
        except WorkerError as error:
            if "setup" in order:
                raise RuntimeError(f"a set-up cell ended the judge: {error}") from error
            reply = self._given_up(list(order.get("hand", ())))
        if "setup" in order:
            self._setups.append({**order, "seconds": seconds})
        else:
            self._tests.append(order["test"])
        return reply

    def close(self) -> None:
        """End the worker."""
        if self._worker is not None:
            self._worker.end()
            self._worker = None

    def _ask(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        assert self._worker is not None
        try:
            return self._worker.ask(request, seconds)
        except BaseException:
            self.close()
            raise

    def _given_up(self, left: list[str]) -> dict[str, Any]:
        """The reply for a test that ended the worker; the student's side forgets what it lent."""
        self.judge.stop(forget=True)
        self.judge.renewed = True
        error = CellError("UncomparableError", GIVEN_UP)
        output = {"output_type": "error", **_named(error), "traceback": [GIVEN_UP]}
        return _reply(CellResult([output], error, self.judge.lost), left)

    def _carry_out(self, order: dict[str, Any]) -> dict[str, Any]:
        """In the worker: run the set-up cells again if it is a new one, then the cell."""
        seconds, left = order["seconds"], list[str]()
        self.judge.keep_pace(order["slowness"])
        try:
            for earlier in order["again"]:
                self.judge.run_setup(earlier["setup"], earlier["seconds"])
            for source in order["claimed"]:
                self.judge.claim(source)
            if "setup" in order:
                result = self.judge.run_setup(order["setup"], seconds)
            else:
                self.judge.anew = order.get("anew", ())
                strict = bool(order.get("frozen")), bool(order.get("matched"))
                facts = None if order.get("noting") else order.get("facts")
                result = self.judge.run_cell(order["test"], seconds, *strict, facts)
            left = hand_over(self.judge, order.get("hand", ()))
        finally:
            self.judge.stop()
        result.lost = self.judge.lost
        changed, stretched = self.judge.changed, self.judge.matching.stretched
        noted = {"changed": changed, "stretched": stretched}
        found = self.judge.matching.vacuous.facts | self.judge.databases.facts
        facts = sorted(found) if order.get("noting") else []
        return {**_reply(result, left), **noted, "facts": facts}


def _named(error: CellError) -> dict[str, str]:
    return {"ename": error.ename, "evalue": error.evalue}


def _reply(result: CellResult, left: list[str]) -> dict[str, Any]:
    return {
        "status": "ok" if result.error is None else "error",
        "outputs": result.outputs,
        "error": asdict(result.error) if result.error else None,
        "lost": result.lost,
        "left": left,
    }
