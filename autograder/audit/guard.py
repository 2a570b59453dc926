"""An error of the audit's own must never reach the program that it watches: the audit stands aside and says so."""

import functools
import traceback
from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])
ASIDE = 1 << 30  # added to record.inside: every hook passes through


def guarded(function: F) -> F:
    """Wrap a function that a hook calls; its first argument is the record, or has one as ``record``."""

    @functools.wraps(function)
    def call(first: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return function(first, *args, **kwargs)
        except Exception as error:
            record = getattr(first, "record", first)
            stand_aside(record, error)
            return None

    return call  # type: ignore[return-value]  # called as the function is


def stand_aside(record: Any, error: Exception) -> None:
    """Watch no more; the report will say from when on, and why."""
    if record.failure is None:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        record.failure = (
            f"{type(error).__name__}: {error} ({frame.filename.rsplit('/', 1)[-1]}:{frame.lineno})",
            record.updates,
        )
    record.inside += ASIDE
