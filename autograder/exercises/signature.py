"""What to say where a student's function could not even be called: which parameter is missing."""

import inspect
import re
from collections.abc import Callable
from typing import Any

NAMED = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
KEEP = "Keep the first line, `def …:`, as it was given."


def about_call(
    name: str, function: Callable[..., Any] | None, reference: Callable[..., Any], error: str
) -> tuple[str, str]:
    """What happened, and what to try, after a call that failed with a TypeError of this text."""
    wanted = list(inspect.signature(reference).parameters)
    theirs = _parameters(function)
    if theirs is None:
        return f"`{name}` could not be called: {error.rstrip('.')}.", KEEP
    by_name = re.search(r"unexpected keyword argument '(\w+)'", error)
    missing = [by_name[1]] if by_name else [name for name in wanted if name not in theirs]
    more = [name for name, needed in theirs.items() if needed and name not in wanted]
    if missing:
        of_theirs = f", but `{more[0]}`" if more and not by_name else ""
        return f"Your `{name}` has no parameter `{missing[0]}`{of_theirs}.", KEEP
    if more:
        return f"Your `{name}` needs a value for `{more[0]}`, which no call gives it.", KEEP
    if list(theirs) != wanted:
        return f"The parameters of your `{name}` stand in another order.", KEEP
    return f"`{name}` could not be called: {error.rstrip('.')}.", KEEP


def _parameters(function: Callable[..., Any] | None) -> dict[str, bool] | None:
    """The names of a function's parameters, and whether each needs a value; None if they cannot be read."""
    if function is None:
        return None
    try:
        parameters = inspect.signature(function).parameters.values()
        if all(parameter.kind in NAMED for parameter in parameters):
            return {p.name: p.default is inspect.Parameter.empty for p in parameters}
    except Exception:  # whatever a student's object answers when it is asked
        return None
    return None
