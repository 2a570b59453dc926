"""Databases of sqlite3 in the judge: a test cell changes what it changes with the solution, and no more.

A test that executes a student's query and then computes what it expects from the same database would pass
with a query that empties it. SQLite asks for each action of a statement whether it is allowed
(sqlite3_set_authorizer). An answer that makes a table, a view or an index of its own, or sets a pragma, may be right:
a person looks at it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection
from typing import Any

from autograder.grading.judge.judge_side.cells.refusal import RefusedError

_READING = {
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
    sqlite3.SQLITE_SAVEPOINT,
    sqlite3.SQLITE_REINDEX,  # so does an index that is made
}
_OF_A_TABLE = {
    sqlite3.SQLITE_CREATE_INDEX,
    sqlite3.SQLITE_CREATE_TEMP_INDEX,
    sqlite3.SQLITE_CREATE_TRIGGER,
    sqlite3.SQLITE_CREATE_TEMP_TRIGGER,
}
_MAKING = {
    *_OF_A_TABLE,
    sqlite3.SQLITE_CREATE_TABLE,
    sqlite3.SQLITE_CREATE_TEMP_TABLE,
    sqlite3.SQLITE_CREATE_VIEW,
    sqlite3.SQLITE_CREATE_TEMP_VIEW,
}
_WRITING = {sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE}
# SQLite's own: it lets no statement name them to be written, and asks of what is made by its name, too.
_CATALOGUES = ("sqlite_master", "sqlite_temp_master")
_KEPT_BY_SQLITE = ("sqlite_autoindex_", "sqlite_sequence")
_CONNECT: Callable[..., sqlite3.Connection] = sqlite3.connect
_BEFORE_FACTORY, _BEFORE_CACHED = 6, 7  # that many of its arguments come before these, or are they
_ASKING = (
    *("table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo"),
    *("foreign_key_list", "foreign_key_check", "integrity_check", "quick_check"),
)


class Databases:
    """What a cell has changed (`facts`); where it is `known` what the solution changes there, nothing else may."""

    present: Databases | None = None

    def __init__(self) -> None:
        self._known: frozenset[str] | None = None
        self.facts: set[str] = set()
        Databases.present = self
        for module in (sqlite3, sqlite3.dbapi2):
            vars(module)["connect"] = _connect

    def begin(self, known: Collection[str] | None) -> None:
        """A test cell begins."""
        self._known = None if known is None else frozenset(known)
        self.facts.clear()

    def end(self) -> None:
        """It has ended; set-up cells change what they like."""
        self._known = None

    def authorize(self, action: int, name: str | None, more: str | None, *_: Any) -> int:
        """Whether a statement may do this: SQLITE_OK or SQLITE_DENY."""
        if action in _READING or (action in _WRITING and name in _CATALOGUES):
            return sqlite3.SQLITE_OK
        if action in _MAKING and str(name).startswith(_KEPT_BY_SQLITE):
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_PRAGMA and (more is None or name in _ASKING):
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_TRANSACTION and name != "ROLLBACK":
            return sqlite3.SQLITE_OK
        what = str(more if action in _OF_A_TABLE else name).casefold()  # SQL asks no more of a name
        fact = f"database {'write' if action in _WRITING else action} {what}"
        self.facts.add(fact)
        if self._known is None or fact in self._known:
            return sqlite3.SQLITE_OK
        if action in _MAKING or action == sqlite3.SQLITE_PRAGMA:
            kind = "a table, a view or an index" if action in _MAKING else "a pragma"
            # Not raised here, for SQLite would swallow it: made, it is RefusedError.last, which ends the cell.
            RefusedError(f"{kind} of the answer's own in a database does not work")
        return sqlite3.SQLITE_DENY


class Connection(sqlite3.Connection):
    """A connection that asks about each statement; none is kept as it was allowed before."""

    __module__ = "sqlite3"  # as who looks at it is used to

    def __init__(self, *args: Any, **options: Any) -> None:
        if len(args) < _BEFORE_CACHED:
            options["cached_statements"] = 0
        super().__init__(*args, **options)
        if Databases.present is not None:
            self.set_authorizer(Databases.present.authorize)


def _connect(*args: Any, **options: Any) -> sqlite3.Connection:
    """As sqlite3.connect, whoever calls it."""
    if len(args) < _BEFORE_FACTORY:
        options.setdefault("factory", Connection)
    return _CONNECT(*args, **options)
