"""Changes that change nothing: what else may come back, or be called, from a program that is right.

Each makes another function of a right one. None may lose a point or hear a word.
"""

import functools
from collections import OrderedDict, defaultdict, namedtuple
from collections.abc import Callable, Iterator
from types import GeneratorType
from typing import Any

import numpy as np

Function = Callable[..., Any]
Pair = namedtuple("Pair", "first second")  # as a student writes it
ASKED = (
    "loss",
    "gradient",
    "loss_and_gradient",
    "schedule",
)  # what may be asked again, for a print


def variants(function: Function, names: list[str]) -> Iterator[tuple[str, Function]]:
    """The function in other clothes; ``names`` are its parameters by the prompt."""
    yield "partial", functools.partial(function)
    yield "callable object", _Callable(function)
    yield "prints", _printing(function)
    yield "subclasses", lambda *a, **k: _other(function(*a, **k))
    yield "NumPy numbers", lambda *a, **k: _numpy(function(*a, **k))
    yield "plain numbers", lambda *a, **k: _plain(function(*a, **k))
    yield "asked twice", _with(function, names, _twice)
    yield "keywords", _with(function, names, _by_keyword)


class _Callable:
    def __init__(self, function: Function) -> None:
        self.function = function

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.function(*args, **kwargs)


class _List(list):  # type: ignore[type-arg]
    pass


def _printing(function: Function) -> Function:
    @functools.wraps(function)
    def printing(*args: Any, **kwargs: Any) -> Any:
        print(*args, **kwargs and {"sep": "; "})
        result = function(*args, **kwargs)
        print(result)
        return result

    return printing


def _other(value: Any) -> Any:
    """The same in dicts, lists and tuples of other classes."""
    if isinstance(value, GeneratorType):
        return map(_other, value)
    if isinstance(value, dict):
        made = defaultdict(list) if len(value) % 2 else OrderedDict()
        made.update({key: _other(part) for key, part in value.items()})
        return made
    if isinstance(value, tuple) and len(value) == 2:
        return Pair(*map(_other, value))
    return _List(map(_other, value)) if isinstance(value, list) else value


def _numpy(value: Any) -> Any:
    return _changed(value, {int: np.int64, float: np.float64})


def _plain(value: Any) -> Any:
    return _changed(value, {np.int64: int, np.float64: float})


def _changed(value: Any, kinds: dict[type, Any]) -> Any:
    if isinstance(value, GeneratorType):
        return (_changed(item, kinds) for item in value)
    if isinstance(value, dict):
        return {key: _changed(part, kinds) for key, part in value.items()}
    if isinstance(value, list | tuple):
        parts = [_changed(part, kinds) for part in value]
        return parts if isinstance(value, list) else tuple(parts)
    return kinds[type(value)](value) if type(value) in kinds else value


def _with(
    function: Function, names: list[str], change: Callable[[str, Function], Function]
) -> Function:
    """The function, handed changed versions of the functions that it is handed."""

    def changed(*args: Any, **kwargs: Any) -> Any:
        def handed(name: str, value: Any) -> Any:
            return change(name, value) if name in ASKED and callable(value) else value

        first = [handed(name, value) for name, value in zip(names, args, strict=False)]
        return function(*first, **{name: handed(name, value) for name, value in kwargs.items()})

    return changed


def _twice(name: str, asked: Function) -> Function:
    def twice(*args: Any, **kwargs: Any) -> Any:
        print(asked(*args, **kwargs))
        return asked(*args, **kwargs)

    return twice


def _by_keyword(name: str, asked: Function) -> Function:
    names = ("step",) if name == "schedule" else ("w", "X_batch", "y_batch")
    return lambda *a, **k: asked(**dict(zip(names, a, strict=False)), **k)
