"""One transaction for everything that nbgrader writes about one student, and what the gradebook's errors mean.

nbgrader opens the gradebook anew in each of its steps, commits cell by cell, and compiles the same SQL
statements every time. Inside :func:`one_transaction` all of its gradebooks share one connection: a student's
scores are written together or not at all, and the statements are compiled once.
"""

import errno
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, ParamSpec, TypeVar

import nbgrader.api
from nbgrader.api import Gradebook, InvalidEntry
from sqlalchemy import create_engine
from sqlalchemy.exc import DatabaseError, SQLAlchemyError
from sqlalchemy.orm import scoped_session, sessionmaker

P = ParamSpec("P")
T = TypeVar("T")

LOCKED = "The gradebook is locked by another program."
FULL = "The disk is full. Free some space"
LOCK_SECONDS = 60.0  # how long a run waits for the lock
LOCK_PAUSE = 1.0  # between two attempts
_engine = cache(create_engine)
_looked_into: set[tuple[str, str]] = set()


class ClosingGradebook(Gradebook):  # type: ignore[misc]  # nbgrader has no types
    """nbgrader's gradebook; one that cannot be opened (locked, no database) does not leave its connection open."""

    def __init__(self, db_url: str, course_id: str) -> None:
        try:
            super().__init__(db_url, course_id)
        except (DatabaseError, InvalidEntry):
            self.close()
            raise


def _is_news(record: logging.LogRecord) -> bool:
    """Whether nbgrader logs something else than an error of the gradebook, which it raises, too."""
    return not str(record.msg).startswith("Rolling back session due to database error")


nbgrader.api.app_log.addFilter(_is_news)  # its whole traceback would stand before our sentence


def in_one_transaction(
    db_url: str, say: Callable[[str], None], step: Callable[P, T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """Run a step on the gradebook, all or nothing, and again while another program has its lock."""

    def attempt() -> T:
        with one_transaction(db_url):
            return step(*args, **kwargs)

    return while_locked(say, attempt)


def while_locked(say: Callable[[str], None], step: Callable[[], T]) -> T:
    """Run a step, again and again for a minute while another program has the gradebook's lock; `say`
    is told once that this is what it waits for."""
    until = time.monotonic() + LOCK_SECONDS
    told = False
    while True:
        try:
            return step()
        except (SQLAlchemyError, InvalidEntry) as error:
            if not is_locked(error) or time.monotonic() > until:
                raise
        if not told:
            say(f"{LOCKED} Waiting for it, {LOCK_SECONDS:g} seconds at most.")
            told = True
        time.sleep(LOCK_PAUSE)


@contextmanager
def one_transaction(db_url: str) -> Iterator[None]:
    """Commit what nbgrader writes to ``db_url`` in the block when it ends, nothing if it raises.

    Sessions that are bound to a connection with a transaction of its own do not commit that transaction
    (SQLAlchemy: ``join_transaction_mode="conditional_savepoint"``, the default), so nbgrader's own
    commits reach the file with the last line of the block. Only the first gradebook of a course looks whether
    its tables and its course are there, which takes dozens of questions; the others go by that.
    """
    original = Gradebook.__init__

    def init(
        self: Any, url: str, course_id: str = "default_course", authenticator: Any = None
    ) -> None:
        if url != db_url:
            original(self, url, course_id, authenticator)
            return
        if (url, course_id) not in _looked_into:
            try:
                original(self, url, course_id)
            finally:
                self.close()
            _looked_into.add((url, course_id))
        self.engine, self.course_id, self.authenticator = connection, course_id, authenticator
        self.db = scoped_session(sessionmaker(autoflush=True, bind=connection, future=True))

    with _engine(db_url).begin() as connection:
        connection.dispose = lambda: None  # type: ignore[attr-defined]  # as an engine; it stays open
        Gradebook.__init__ = init
        try:
            yield
        finally:
            Gradebook.__init__ = original


def points_of(submission: Any) -> tuple[float, float]:
    """The points of a submission or of one notebook, and what lateness took off: as nbgrader exports, never below 0."""
    score = float(submission.score)
    penalty = min(float(submission.late_submission_penalty or 0.0), score)
    return score - penalty, penalty


def what_to_do(error: DatabaseError | InvalidEntry | OSError) -> str:
    """What to do about a gradebook or a file that cannot be used."""
    if is_locked(error):
        return f"{LOCKED} Close it there and run the same command again."
    if is_full(error):
        return f"{FULL} and run the same command again."
    if isinstance(error, OSError):
        return f"{error.filename or 'A file'} cannot be used: {error.strerror or error}."
    if isinstance(error, InvalidEntry):  # nbgrader's own wrapping of the gradebook's errors
        return f"The gradebook cannot be used ({error})."
    return (
        f"The gradebook cannot be used ({error.orig!s}). If it is from an older nbgrader, "
        "keep a copy of it and run: nbgrader db upgrade"
    )


def is_locked(error: Exception) -> bool:
    """Whether another program has the gradebook's lock."""
    return _says(error, "database is locked")


def is_full(error: Exception) -> bool:
    """Whether the disk is full, for a file or for the gradebook."""
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    return full or _says(error, "disk is full")


def _says(error: Exception, text: str) -> bool:
    """Whether the database says this; nbgrader passes its errors on as SQLAlchemy's or as its own."""
    return isinstance(error, SQLAlchemyError | InvalidEntry) and text in str(error)
