"""Time limits in the student's process: signals that stop what it runs for the judge."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any

from autograder.exercises.limit import may_strike

_REPEAT = 0.1  # seconds between interrupts of code that catches them
_SOON = 0.005  # seconds until one that met the middle of a message strikes again


class TimeIsUp(BaseException):
    """The judge's time for this call has passed."""


class Alarm:
    """Handlers of alarm and interrupt while the judge is served; the former ones are put back.

    They strike while `running` is set, and never else; in the middle of a message a little later.
    """

    def __init__(self) -> None:
        self.running = False
        self._armed = False
        self._former: dict[int, Any] = {}

    def __enter__(self) -> None:
        if threading.current_thread() is threading.main_thread():
            self._armed = True
            for number in (signal.SIGALRM, signal.SIGINT):
                self._former[number] = signal.signal(number, self._strike)

    def __exit__(self, *details: object) -> None:
        for number, handler in self._former.items():
            signal.signal(number, handler)
        self._former.clear()
        self._armed = False

    def set(self, seconds: float) -> None:
        """Strike after so many seconds; 0 for never."""
        if self._armed:
            signal.setitimer(signal.ITIMER_REAL, seconds, _REPEAT if seconds else 0)

    def _strike(self, signum: int, frame: FrameType | None) -> None:
        if not self.running:
            return
        if may_strike(frame):
            raise TimeIsUp
        self.set(_SOON)
