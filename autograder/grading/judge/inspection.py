"""Questions about the student's functions that a test cell asks through `inspect`.

The answers are plain data, from which the judge builds what `inspect` would have returned.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

__all__ = ["INSPECTIONS", "build_signature"]

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


INSPECTIONS: dict[str, Callable[..., Any]] = {
    "signature": _signature,
    "source": inspect.getsource,
    "isinstance": isinstance,
    "issubclass": issubclass,
}
