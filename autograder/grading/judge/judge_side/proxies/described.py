"""What `inspect` and `dataclasses` would say of a student's function or class, built of what it was described by."""

from __future__ import annotations

import dataclasses
import inspect
from typing import Any

from autograder.grading.judge.both_sides.operations import FIELD_FLAGS


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


def build_fields(fields: Any) -> dict[str, dataclasses.Field[Any]]:
    """The fields that such a list describes, as `dataclasses.fields` wants them."""
    described = [_described_field(*field) for field in fields]
    made = dataclasses.make_dataclass("Described", described)
    return {field.name: field for field in dataclasses.fields(made)}


def _described_field(
    name: str, kind: Any, flags: list[bool], default: list[Any], factory: list[Any]
) -> Any:
    options: dict[str, Any] = dict(zip(FIELD_FLAGS, flags, strict=True))
    if default:
        options["default"] = default[0]
    if factory:
        options["default_factory"] = factory[0]
    return name, kind, dataclasses.field(**options)
