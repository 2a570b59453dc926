"""Questions about the student's functions that a test cell asks through `inspect`.

The answers are plain data, from which the judge builds what `inspect` would have returned.
"""

from __future__ import annotations

import dataclasses
import inspect
import typing
from collections.abc import Callable
from typing import Any

from autograder.grading.judge.contents import contents
from autograder.grading.judge.subclasses import build_twin

__all__ = ["INSPECTIONS", "build_fields", "build_signature"]

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


def build_signature(parameters: Any) -> inspect.Signature:
    """The signature that such a list describes; ValueError or TypeError if it describes none."""
    kinds = list(inspect._ParameterKind)
    return inspect.Signature(
        [
            inspect.Parameter(
                name,
                kinds[kind],
                default=default[0] if default else inspect.Parameter.empty,
                annotation=annotation[0] if annotation else inspect.Parameter.empty,
            )
            for name, kind, default, annotation in parameters
        ]
    )


def _annotations(thing: Any, evaluated: bool) -> dict[str, Any]:
    """The annotations, or with `evaluated` what they mean; text is evaluated where it comes from."""
    return typing.get_type_hints(thing) if evaluated else inspect.get_annotations(thing)


_FIELD_FLAGS = ("init", "repr", "compare", "kw_only")


def _fields(kind: type) -> Parameters:
    """Name, type, flags and default of each field of a data class."""
    if not hasattr(kind, "__dataclass_fields__"):
        raise AttributeError("__dataclass_fields__")
    return [
        [
            field.name,
            field.type,
            [bool(getattr(field, flag)) for flag in _FIELD_FLAGS],
            [] if field.default is dataclasses.MISSING else [field.default],
            [] if field.default_factory is dataclasses.MISSING else [field.default_factory],
        ]
        for field in dataclasses.fields(kind)
    ]


def build_fields(fields: Any) -> dict[str, dataclasses.Field[Any]]:
    """The fields that such a list describes, as `dataclasses.fields` wants them."""
    described = [_described_field(*field) for field in fields]
    made = dataclasses.make_dataclass("Described", described)
    return {field.name: field for field in dataclasses.fields(made)}


def _described_field(
    name: str, kind: Any, flags: list[bool], default: list[Any], factory: list[Any]
) -> Any:
    options: dict[str, Any] = dict(zip(_FIELD_FLAGS, flags, strict=True))
    if default:
        options["default"] = default[0]
    if factory:
        options["default_factory"] = factory[0]
    return name, kind, dataclasses.field(**options)


INSPECTIONS: dict[str, Callable[..., Any]] = {
    "annotations": _annotations,
    "contents": contents,
    "fields": _fields,
    "twin": build_twin,
    "signature": _signature,
    "source": inspect.getsource,
    "isinstance": isinstance,
    "issubclass": issubclass,
}
