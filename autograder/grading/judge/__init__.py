"""Test cells are run here, in a process of their own, never in the student's kernel.

`Judge` runs set-up and test cells; `serve` answers it from inside the student's kernel. The two
share a socket and nothing else.
"""

from autograder.grading.judge.cells import CellError, CellResult
from autograder.grading.judge.judge import Judge, StudentTimeoutError
from autograder.grading.judge.peer import serve

__all__ = ["CellError", "CellResult", "Judge", "StudentTimeoutError", "serve"]
