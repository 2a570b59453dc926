"""The judge's process: takes orders as plain data and answers with plain data.

Whoever starts the two processes (the sandbox) does three things:

1. In the judge's process: `session = Session(peer_socket, theirs, modules, variables)`, then
   `reply = session.answer(order)` for each order that arrives. Trusted files (the release's) lie in
   its working directory; nothing of the submission does.
2. In the student's kernel: `serve(peer_socket, user_ns)` before each order, and until it returns.
   It returns when the order is done. If the reply says `lost`, end the kernel.
3. On either side's death or over-use: close the socket, or send the student's kernel SIGINT, which
   makes it give up what it runs and go on serving.

Orders are `{"setup": source}` for a locked cell that is no test and `{"test": source}` for a test
cell, each with `"seconds"`. Set-up cells are run in the judge too, in the notebook's order; their
outputs are not those of the notebook. A reply is
`{"status": "ok" | "error", "outputs": [nbformat outputs], "error": {...} | None, "lost": str}`.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from autograder.grading.judge.judge import Judge

__all__ = ["Session"]

DEFAULT_SECONDS = 60.0


class Session:
    """One submission's judge."""

    def __init__(
        self,
        peer: socket.socket,
        theirs: Iterable[str] = (),
        modules: Mapping[str, str] | None = None,
        variables: Mapping[str, bool] | None = None,
    ) -> None:
        self.judge = Judge(
            peer, theirs=frozenset(theirs), modules=dict(modules or {}), variables=variables
        )

    def answer(self, order: Mapping[str, Any]) -> dict[str, Any]:
        """Carry out one order; the student's side stops serving before this returns."""
        seconds = float(order.get("seconds", DEFAULT_SECONDS))
        try:
            if "setup" in order:
                result = self.judge.run_setup(order["setup"], seconds)
            else:
                result = self.judge.run_cell(order["test"], seconds)
        finally:
            self.judge.stop()
        return {
            "status": "ok" if result.error is None else "error",
            "outputs": result.outputs,
            "error": asdict(result.error) if result.error else None,
            "lost": self.judge.lost,
        }
