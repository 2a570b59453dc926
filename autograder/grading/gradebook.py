"""One transaction for everything that nbgrader writes about one student.

nbgrader opens the gradebook anew in each of its steps, commits cell by cell, and compiles the same SQL
statements every time. Inside :func:`one_transaction` all of its gradebooks share one connection: a student's
scores are written together or not at all, and the statements are compiled once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import nbgrader.api
from sqlalchemy import Connection, create_engine

_engine = cache(create_engine)


@contextmanager
def one_transaction(db_url: str) -> Iterator[None]:
    """Commit what nbgrader writes to ``db_url`` in the block when it ends, nothing if it raises.

    Sessions that are bound to a connection with a transaction of its own do not commit that transaction
    (SQLAlchemy: ``join_transaction_mode="conditional_savepoint"``, the default), so nbgrader's own
    commits reach the file with the last line of the block.
    """
    original = nbgrader.api.create_engine
    with _engine(db_url).begin() as connection:
        borrowed = _borrow(connection)
        nbgrader.api.create_engine = lambda url, **kw: (
            borrowed if url == db_url else original(url, **kw)
        )
        try:
            yield
        finally:
            nbgrader.api.create_engine = original


def _borrow(connection: Connection) -> Any:
    """The connection in an engine's place: a gradebook that is closed must not close it."""
    connection.dispose = lambda: None  # type: ignore[attr-defined]
    return connection
