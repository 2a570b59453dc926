"""A time limit for code that may never end.

In the main thread of a Unix process a timer signal interrupts it, after so many seconds of processor
time, so that a loaded machine takes nothing from the student, or five times as many by the clock.
Elsewhere a watching thread raises the exception in the thread that is late by the clock. A browser's
Python has neither timers nor threads: there the code itself is watched, and looks at the clock whenever it
calls a function or jumps back (`sys.monitoring`, Python 3.12). All repeat, for code that catches everything.
"""

import contextlib
import ctypes
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import CodeType, FrameType
from typing import Any, TypeVar

DEFAULT_SECONDS = 3.0
CLOCK_FACTOR = 5.0
REPEAT_SECONDS = 0.05
# A thread is struck where it hands over to others, in a loop that catches everything nearly always inside its try.
REPEAT_SECONDS_IN_THREAD = 0.001
VARIABLE = "AUTOGRADER_TIME_LIMIT"
TAKING_DOWN = (__file__, contextlib.__file__)
Late = Callable[[], BaseException]
Function = TypeVar("Function", bound=Callable[..., Any])
_UNDISTURBED: set[CodeType] = set()


class TimeLimit(BaseException):
    """The code ran longer than allowed. Not an Exception, so that ``except Exception`` lets it go."""


def seconds() -> float:
    """The limit in force: ``AUTOGRADER_TIME_LIMIT`` in seconds (0 = none), else 3."""
    try:
        return float(os.environ.get(VARIABLE, DEFAULT_SECONDS))
    except ValueError:
        return DEFAULT_SECONDS


def undisturbed(function: Function) -> Function:
    """Mark a function that no signal's strike cuts short, nor what it calls: a later one stops the caller.

    To mask the signal is not enough: a thread that lets it through takes it, and Python then runs the
    handler in the main thread, mask or no mask.
    """
    _UNDISTURBED.add(function.__code__)
    return function


def may_strike(frame: FrameType | None) -> bool:
    """Whether the code of this frame may be stopped here."""
    while frame is not None:
        if frame.f_code in _UNDISTURBED:
            return False
        frame = frame.f_back
    return True


@contextmanager
def time_limit(limit: float) -> Iterator[None]:
    """Raise :class:`TimeLimit` in the body after ``limit`` seconds (0 = never)."""
    if limit <= 0:
        yield
    elif sys.platform == "emscripten":
        with _monitored(CLOCK_FACTOR * limit):
            yield
    elif hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
        with _signalled(limit):
            yield
    else:
        with _watched(CLOCK_FACTOR * limit):
            yield


@contextmanager
def _signalled(limit: float) -> Iterator[None]:
    processor = processor_limit(limit, TimeLimit)
    clock = clock_limit(CLOCK_FACTOR * limit, TimeLimit)
    with clock, processor:
        yield


def processor_limit(limit: float, late: Late) -> AbstractContextManager[None]:
    """Raise ``late()`` in the body after so many seconds of processor time (main thread, Unix)."""
    return _timer(signal.SIGPROF, signal.ITIMER_PROF, limit, late)


def clock_limit(limit: float, late: Late) -> AbstractContextManager[None]:
    """Raise ``late()`` in the body after so many seconds by the clock (main thread, Unix)."""
    return _timer(signal.SIGALRM, signal.ITIMER_REAL, limit, late)


@contextmanager
def _timer(number: signal.Signals, timer: int, limit: float, late: Late) -> Iterator[None]:
    def strike(signum: int, frame: FrameType | None) -> None:
        # Not while the timer is being taken down: what is left of it would strike later, anywhere.
        taking_down = frame is not None and frame.f_code.co_filename in TAKING_DOWN
        if not taking_down and may_strike(frame):
            raise late()

    started = time.monotonic()
    previous = signal.signal(number, strike)
    remaining, interval = signal.setitimer(timer, limit, REPEAT_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(timer, 0)
        signal.signal(number, previous)
        if remaining:  # someone else's timer was running: let it go on
            left = max(remaining - (time.monotonic() - started), 1e-3)
            signal.setitimer(timer, left, interval)


@contextmanager
def _monitored(limit: float) -> Iterator[None]:
    """What never comes back to Python, such as ``sum(itertools.repeat(1))``, is not stopped."""
    watch: Any = getattr(sys, "monitoring", None)
    if watch is None:  # Pyodide before 0.26
        yield
        return
    events = watch.events
    tool = next(number for number in range(6) if watch.get_tool(number) is None)
    deadline = time.monotonic() + limit

    def strike(code: CodeType, *where: object) -> None:
        if time.monotonic() > deadline and code.co_filename not in TAKING_DOWN:
            raise TimeLimit

    watch.use_tool_id(tool, "autograder")
    try:
        for event in (events.JUMP, events.PY_START):
            watch.register_callback(tool, event, strike)
        watch.set_events(tool, events.JUMP | events.PY_START)
        yield
    finally:
        watch.set_events(tool, events.NO_EVENTS)
        for event in (events.JUMP, events.PY_START):
            watch.register_callback(tool, event, None)
        watch.free_tool_id(tool)


@contextmanager
def _watched(limit: float) -> Iterator[None]:
    done = threading.Lock()  # not an Event: a strike inside one could leave it locked
    done.acquire()
    ident = threading.get_ident()

    def watch() -> None:
        wait = limit
        while not done.acquire(timeout=wait):
            if not _is_taken_down(ident):
                _strike(ident)
            wait = REPEAT_SECONDS_IN_THREAD

    watcher = threading.Thread(target=watch, daemon=True)
    try:
        watcher.start()
        yield
    finally:
        _take_down(done, watcher)


def _is_taken_down(ident: int) -> bool:
    """Whether a thread is about to leave its limit; it stands still while this one asks."""
    frame = sys._current_frames().get(ident)
    return frame is None or frame.f_code.co_filename in TAKING_DOWN


def _take_down(done: threading.Lock, watcher: threading.Thread) -> None:
    """End the watcher. A strike that is under way, or still to land, meets this loop.

    The last strike is our own, in the place of one that has not landed: to take one back instead leaves
    CPython 3.11 in an endless loop under a profile hook.
    """
    last = False
    while not last:
        try:
            if done.locked():
                done.release()
            watcher.join()
            last = True
            _strike(threading.get_ident())
            while True:
                pass
        except TimeLimit:
            continue


def _strike(ident: int) -> None:
    """Have the thread raise TimeLimit soon."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(ident), ctypes.py_object(TimeLimit))
