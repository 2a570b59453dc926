"""What the student's names mean where they are modules: those of the judge's own, imported afresh."""

from __future__ import annotations

import importlib
import sys
from typing import Any

from autograder.grading.judge.judge_side.proxies.references import ModuleNamed

# What a name means by convention, whatever module the student's side says it is.
_ALIASES = {"np": "numpy", "pd": "pandas", "plt": "matplotlib.pyplot", "sp": "scipy"}


def module_called(name: str, origin: str) -> Any:
    """The module that a name stands for, where it goes by its own name or by the one that everybody
    gives it: imported afresh. Any other is no more than a value that can do nothing."""
    if name in _ALIASES:
        return importlib.import_module(_ALIASES[name])
    known = name in sys.modules or name in sys.stdlib_module_names
    return importlib.import_module(name) if origin == name and known else ModuleNamed(origin)


def imported(origin: str) -> Any:
    """A module, or what `module:name` means there."""
    module, _, name = origin.partition(":")
    found = importlib.import_module(module)
    return getattr(found, name) if name else found
