"""Room for a kernel that has run out of memory: to show the error, and to run the next cell."""

from __future__ import annotations

import functools
import gc
import mmap
import resource
import sys
import traceback
from collections.abc import Callable
from typing import Any


def with_spare_memory(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function` with the soft limit of memory out of its way: after a MemoryError it needs some."""

    @functools.wraps(function)
    def spared(*args: Any, **kwargs: Any) -> Any:
        soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))
        try:
            return function(*args, **kwargs)
        finally:
            resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))

    return spared


def release_memory() -> None:
    """Where memory is short: let go of the frames of past errors, and of what their variables hold.

    A loop that fills memory ends in a MemoryError, and that keeps the loop's variables alive: the
    next cell would fail for want of memory through no fault of its own.
    """
    limit, _ = resource.getrlimit(resource.RLIMIT_DATA)
    if limit != resource.RLIM_INFINITY and not _can_have(limit // 2):
        _release()


def _can_have(size: int) -> bool:
    """Whether so many bytes may still be asked for; they are not touched, so that asking is cheap."""
    try:
        mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS).close()
    except (OSError, MemoryError):
        return False
    return True


@with_spare_memory
def _release() -> None:
    forget_last_error()
    for thing in gc.get_objects():
        if issubclass(type(thing), BaseException):
            traceback.clear_frames(thing.__traceback__)
    gc.collect()


def forget_last_error() -> None:
    """What Python keeps of the last error for post-mortem debugging."""
    for name in ("last_type", "last_value", "last_traceback", "last_exc"):
        if hasattr(sys, name):
            delattr(sys, name)
