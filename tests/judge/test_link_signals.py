"""No signal that a time limit sends may strike in the middle of a message."""

import signal
import socket

import pytest

from autograder.grading.judge.both_sides.link import Link, LinkLostError

LIMITS = {signal.SIGALRM, signal.SIGPROF, signal.SIGINT}


@pytest.fixture
def link():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Link(ours, serve=lambda *_: (None, b""), refuse=lambda reason: reason)


def blocked():
    return signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_signals_of_time_limits_wait_until_a_message_is_through(link):
    before = blocked()
    with link._undisturbed:
        assert blocked() >= LIMITS
    assert blocked() == before


def test_one_that_was_on_its_way_leaves_the_mask_and_the_link_as_they_were(link, monkeypatch):
    from autograder.grading.judge.both_sides import link as module

    real = module.pthread_sigmask

    def strike(how, signals):
        result = real(how, signals)
        if how == signal.SIG_BLOCK and signals:
            raise TimeoutError
        return result

    before = blocked()
    monkeypatch.setattr(module, "pthread_sigmask", strike)
    with pytest.raises(TimeoutError), link._undisturbed:
        pass
    assert blocked() == before
    try:
        link._catch_up()
    except LinkLostError:
        pytest.fail("the link counts as cut short, though no message had begun")
