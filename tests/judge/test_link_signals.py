"""No time limit and no interrupt strikes in the middle of a message: a message that has begun comes whole.

A thread that does nothing stands beside, as in every program with a progress bar: signals that the main
thread blocks would go to it, and Python runs their handlers in the main thread all the same.
"""

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from autograder.exercises.limit import TimeLimit, clock_limit, processor_limit
from autograder.grading.judge.both_sides.link import Link, LinkTimeoutError
from autograder.grading.judge.student_side.alarm import Alarm, TimeIsUp

MESSAGE = b'["=",1,"whole"]'
FRAME = len(MESSAGE).to_bytes(4, "big") + bytes(4) + MESSAGE


@pytest.fixture
def beside() -> Iterator[None]:
    """A thread that takes the process's signals."""
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    yield
    end.set()
    thread.join()


@pytest.fixture
def sockets() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def make_link(sock: socket.socket) -> Link:
    return Link(sock, serve=lambda *_: (None, b""), refuse=lambda reason: reason)


def send_slowly(sock: socket.socket, between: float) -> threading.Thread:
    """The first half of an answer now, the second after so many seconds."""

    def send() -> None:
        time.sleep(between)
        sock.sendall(FRAME[10:])

    sock.sendall(FRAME[:10])
    thread = threading.Thread(target=send)
    thread.start()
    return thread


def ask_until_struck(link: Link) -> list[object]:
    """The answers that came before the strike: one that had begun, and no second one."""
    answers: list[object] = []
    try:
        while True:
            answers.append(link.request("call", None)[0])
    except (TimeLimit, TimeIsUp):
        return answers


@pytest.mark.parametrize("limit", [clock_limit, processor_limit])
def test_a_time_limit_strikes_after_the_message(limit, sockets, beside) -> None:
    link = make_link(sockets[0])
    number = signal.SIGALRM if limit is clock_limit else signal.SIGPROF
    rest = send_slowly(sockets[1], 0.3)
    struck = threading.Timer(0.1, os.kill, (os.getpid(), number))
    again = threading.Timer(0.6, os.kill, (os.getpid(), number))
    with limit(60, TimeLimit):
        struck.start()
        again.start()
        assert ask_until_struck(link) == ["whole"]
    rest.join()
    struck.join()
    again.join()
    sockets[1].sendall(FRAME.replace(b"1", b"2"))  # the answer to the request that was given up
    sockets[1].sendall(FRAME.replace(b"1", b"3"))
    assert link.request("call", None)[0] == "whole"


@pytest.mark.parametrize("number", [signal.SIGALRM, signal.SIGINT])
def test_the_students_alarm_strikes_soon_after_the_message(number, sockets, beside) -> None:
    link = make_link(sockets[0])
    rest = send_slowly(sockets[1], 0.3)
    struck = threading.Timer(0.1, os.kill, (os.getpid(), number))
    alarm = Alarm()
    with alarm:
        alarm.running = True
        struck.start()
        assert ask_until_struck(link) == ["whole"]
        alarm.running = False
        alarm.set(0)
    rest.join()
    struck.join()


def test_a_message_that_has_begun_may_end_after_the_deadline(sockets) -> None:
    link = make_link(sockets[0])
    link.grace = 30
    link.deadline = time.monotonic() + 0.1
    rest = send_slowly(sockets[1], 0.4)
    assert link.request("call", None)[0] == "whole"
    rest.join()
    with pytest.raises(LinkTimeoutError):
        link.request("call", None)
