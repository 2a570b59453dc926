"""How a run is stopped from outside: by Ctrl-C, by a terminal that closes, by whoever ends the process."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]


@contextmanager
def stoppable() -> Iterator[None]:
    """Each of these signals raises KeyboardInterrupt in the body, once: from then on, while what it
    stops is put in order and the process ends, further ones count for nothing. For the main thread of a
    command."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    stopped = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopped
        stopped = True
        for each in _SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    former = {number: signal.signal(number, stop) for number in _SIGNALS}
    try:
        yield
    finally:
        if not stopped:
            for number, handler in former.items():
                signal.signal(number, handler)
