"""A course on batches, iterations and epochs: its SGD core, its lessons' figures, its exercises and its grader.

Nothing is imported here until it is asked for, so that ``import autograder.sgd`` costs NumPy alone.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"
__all__ = ["exercise", "progress"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(import_module("autograder.exercises"), name)
    raise AttributeError(f"module 'autograder' has no attribute {name!r}")
