"""What a test cell that is judged apart does not do, such as to run a text of the student's."""

from __future__ import annotations

from typing import ClassVar


class RefusedError(BaseException):
    """The judge does not go on with the test cell.

    Where the solution leads there, calibration shares the cell. Where only an answer does, a person looks
    at it: no test may take the refusal for the answer's own error and score on. `last` is that of the cell that
    runs, whoever has caught it.
    """

    last: ClassVar[RefusedError | None] = None

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} in a test cell that is judged apart")
        RefusedError.last = self
