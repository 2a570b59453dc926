"""Imports of a thousand modules, without the search for garbage that there is none of."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def importing() -> Iterator[None]:
    """No garbage collection in this block; what it imported is left out of all later ones, and of the last.

    For a command that imports nbgrader this is an eighth of the way in, and nearly all of the way out.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
