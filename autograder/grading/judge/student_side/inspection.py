"""Questions about the student's functions that a test cell asks through `inspect`, answered by plain data.

From it the judge builds what `inspect` would have returned (judge_side/proxies/described.py).
"""

from __future__ import annotations

import dataclasses
import inspect
import typing
from collections.abc import Callable
from typing import Any

from autograder.grading.judge.both_sides.contents import contents
from autograder.grading.judge.both_sides.operations import FIELD_FLAGS
from autograder.grading.judge.student_side.twins import build_twin

Parameters = list[list[Any]]


def _signature(function: Any) -> Parameters:
    """Name, kind, default and annotation of each parameter; a list of one or no item means none."""
    return [
        [
            parameter.name,
            int(parameter.kind),
            [] if parameter.default is parameter.empty else [parameter.default],
            [] if parameter.annotation is parameter.empty else [parameter.annotation],
        ]
        for parameter in inspect.signature(function).parameters.values()
    ]


def _annotations(thing: Any, evaluated: bool) -> dict[str, Any]:
    """The annotations, or with `evaluated` what they mean; text is evaluated where it comes from."""
    return typing.get_type_hints(thing) if evaluated else inspect.get_annotations(thing)


def _fields(kind: type) -> Parameters:
    """Name, type, flags and default of each field of a data class."""
    if not hasattr(kind, "__dataclass_fields__"):
        raise AttributeError("__dataclass_fields__")
    return [
        [
            field.name,
            field.type,
            [bool(getattr(field, flag)) for flag in FIELD_FLAGS],
            [] if field.default is dataclasses.MISSING else [field.default],
            [] if field.default_factory is dataclasses.MISSING else [field.default_factory],
        ]
        for field in dataclasses.fields(kind)
    ]


def _missing(mapping: Any, key: Any) -> Any:
    """What a mapping gives for a key that it has not."""
    fill = getattr(type(mapping), "__missing__", None)
    if fill is None:
        raise KeyError(key)
    return fill(mapping, key)


INSPECTIONS: dict[str, Callable[..., Any]] = {
    "annotations": _annotations,
    "contents": contents,
    "fields": _fields,
    "missing": _missing,
    "twin": build_twin,
    "signature": _signature,
    "source": inspect.getsource,
    "isinstance": isinstance,
    "issubclass": issubclass,
}
