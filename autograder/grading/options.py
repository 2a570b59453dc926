"""What a run is asked to do, and who is told of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from autograder.grading.contract.results import Row


@dataclass(frozen=True)
class GradeOptions:
    """What to grade and how.

    jobs
        Worker processes; the number of cores by default.
    students
        Only these; everyone by default.
    force
        Grade again also what has not changed.
    limit
        At most so many submissions in this run.
    allow_level
        The lowest level of isolation that is accepted (see ``autograder doctor``).
    cluster
        Execute on this Dask scheduler ("tcp://host:8786"), or on a local Dask cluster ("local").
    """

    course: Path
    assignment: str
    jobs: int | None = None
    students: tuple[str, ...] = ()
    force: bool = False
    limit: int | None = None
    allow_level: str = "isolated"
    cluster: str | None = None


class Watcher(Protocol):
    """Whoever shows the progress of a run."""

    def started(self, to_grade: int, kept: int) -> None:
        """So many submissions will be graded; so many are unchanged and kept."""

    def noted(self, text: str) -> None:
        """Something about the run or the assignment that the instructor should read."""

    def finished(self, row: Row) -> None:
        """One more student is done."""
