"""The time limit interrupts what never ends, and leaves other timers alone."""

import contextlib
import signal
import sys
import threading
import time
from types import SimpleNamespace

import pytest

from autograder.exercises import limit
from autograder.exercises.limit import DEFAULT_SECONDS, TimeLimit, seconds, time_limit

unix = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs Unix signals")


def spin():
    while True:
        pass


def spin_catching_everything():
    while True:
        try:  # noqa: SIM105  # students write it so
            time.perf_counter()
        except:  # noqa: E722  # students write it so
            pass


@pytest.mark.parametrize("endless", [spin, spin_catching_everything])
def test_it_interrupts_in_the_main_thread(endless):
    with pytest.raises(TimeLimit), time_limit(0.05):
        endless()


@unix
def test_it_interrupts_a_sleep():
    with pytest.raises(TimeLimit), time_limit(0.02):
        time.sleep(60)


@pytest.mark.parametrize("endless", [spin, spin_catching_everything])
def test_it_interrupts_in_another_thread(endless):
    ended = []

    def work():
        try:
            with time_limit(0.02):
                endless()
        except TimeLimit:
            ended.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(100)  # each strike is a chance of a hundredth or so
    assert ended == [True]


def test_a_watched_thread_is_not_struck_later():
    for _ in range(500):
        with contextlib.suppress(TimeLimit), limit._watched(0.0005):
            until = time.perf_counter() + 0.0005
            while time.perf_counter() < until:
                pass
        for _ in range(200):  # a strike that comes late would come here
            pass


def test_code_under_a_profile_hook_goes_on_after_a_watched_limit():
    with limit._watched(60):
        pass
    calls = []
    sys.setprofile(lambda frame, event, arg: calls.append(event))
    try:
        seconds()
    finally:
        sys.setprofile(None)
    assert "call" in calls


def test_zero_is_no_limit():
    with time_limit(0):
        assert sum(range(1000)) == 499500


monitoring = pytest.mark.skipif(not hasattr(sys, "monitoring"), reason="needs Python 3.12")


def spin_in_a_generator():
    return sum(1 for _ in iter(int, 1))


def spin_with_a_condition():
    number = 0
    while number >= 0:
        number += 1


def spin_by_calls():
    def again():
        yield 1

    while True:
        sum(again())


def spin_in_an_inner_loop_that_catches_everything():
    while True:
        try:
            while True:
                pass
        except:  # noqa: E722  # students write it so
            pass


@monitoring
@pytest.mark.parametrize(
    "endless",
    [
        spin,
        spin_catching_everything,
        spin_in_a_generator,
        spin_with_a_condition,
        spin_by_calls,
        spin_in_an_inner_loop_that_catches_everything,
    ],
)
def test_a_browser_stops_it_without_threads_and_timers(monkeypatch, endless):
    monkeypatch.setattr(sys, "platform", "emscripten")
    with pytest.raises(TimeLimit), time_limit(0.01):
        endless()
    assert not any(sys.monitoring.get_tool(number) == "autograder" for number in range(6))


def test_a_browser_lets_code_in_time_go_on(monkeypatch):
    monkeypatch.setattr(sys, "platform", "emscripten")
    with time_limit(100):
        assert sum(number for number in range(1000)) == 499500


@unix
def test_it_puts_back_handlers_and_timers():
    handler = signal.getsignal(signal.SIGALRM)
    before = signal.setitimer(signal.ITIMER_REAL, 50)
    try:
        with time_limit(1):
            pass
        left, _ = signal.getitimer(signal.ITIMER_REAL)
        assert 0 < left <= 50
        assert signal.getsignal(signal.SIGALRM) is handler
        assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)
    finally:
        signal.setitimer(signal.ITIMER_REAL, *before)


@pytest.mark.parametrize(("text", "expected"), [("0.5", 0.5), ("0", 0), ("soon", DEFAULT_SECONDS)])
def test_the_environment_sets_it(monkeypatch, text, expected):
    monkeypatch.setenv("AUTOGRADER_TIME_LIMIT", text)
    assert seconds() == expected


@unix
def test_it_does_not_strike_while_it_is_taken_down():
    own = SimpleNamespace(f_code=SimpleNamespace(co_filename=limit.__file__))
    with time_limit(60):
        late = signal.getsignal(signal.SIGPROF)
        late(signal.SIGPROF, own)
        with pytest.raises(TimeLimit):
            late(signal.SIGPROF, sys._getframe())
