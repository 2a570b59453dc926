"""The sentences of problem set 2, and what its mistakes say of a program."""

import math

import numpy as np

from autograder.exercises.values import kind
from tests.claims.beliefs import some as some_run
from tests.claims.descent import NEAR, same
from tests.claims.epochs import BELIEFS_OF_EPOCH, BELIEFS_OF_TRAIN, EPOCH, TRAIN
from tests.claims.loops import case, every, some


def angle(a, b):
    """The cosine between two vectors."""
    with np.errstate(invalid="ignore"):  # a program's numbers may be infinite
        return float(np.dot(a, b) / (np.linalg.norm(a) * np.linalg.norm(b) or math.inf))


def _vector(run):
    return run.value is not None and run.value.shape == (run.case.n_features,)


RESULTS = [
    (
        r"For (.+) you returned (.+)\.",
        case(lambda run, m: kind(run.result) == m[2] and run.value is None),
    ),
    (
        r"For (.+) your result has shape (.+)\.",
        case(lambda run, m: str(np.shape(run.result)) == m[2] and not _vector(run)),
    ),
]

GRADIENT = [
    *RESULTS,
    (
        r"For (.+), your result is zero\.",
        case(lambda run, m: not np.any(run.value)),
    ),
    (
        r"For (.+), your result points elsewhere than the gradient\.",
        case(lambda run, m: not angle(run.value, run.right) > 1 - 1e-12 or not _vector(run)),
    ),
    (
        r"For (.+), your result has not the size of the gradient\.",
        case(lambda run, m: not same(abs(run.value), abs(run.right))),
    ),
    (
        r"For (.+), your result points exactly against the gradient\.",
        case(lambda run, m: angle(run.value, run.right) < -1 + 1e-9),
    ),
    (
        r"Your result grows with the number of samples in the batch\.",
        every(lambda run: same(run.value, _times(run) * run.right) and _times(run) > 0),
    ),
    (
        r"Your result is half the gradient of this loss\.",
        every(lambda run: same(2 * run.value, run.right)),
    ),
    (
        r"Your result is divided by the same number whatever the size of the batch\.",
        every(lambda run: same(run.value, _times(run) * run.right)),
    ),
    (
        r"For (.+), your result is (.+) times as long as the gradient\.",
        case(
            lambda run, m: (
                np.isclose(_times(run), float(m[2]), rtol=0.01) and not np.isclose(_times(run), 1)
            )
        ),
    ),
    (
        r"For (.+), your result is the gradient of the (first|last) sample alone\.",
        case(lambda run, m: same(run.value, run.alone[-(m[2] == "last")])),
    ),
    (
        r"For (.+), your result has one and the same number for each weight\.",
        case(lambda run, m: np.ptp(run.value) < NEAR * max(1, abs(run.value[0]))),
    ),
    (
        r"For (.+), your result is the gradient plus (.+) times `w`\.",
        case(lambda run, m: np.allclose(run.value, run.right + float(m[2]) * run.w, rtol=0.02)),
    ),
    (
        r"After the call, the `(w|X|y)` passed in had changed\.",
        some(lambda run, m: run.changed == m[1]),
    ),
]


def _times(run):
    return np.linalg.norm(run.value) / np.linalg.norm(run.right)


def _by_size(runs):
    """How many times the gradient each result is, for each sample of its batch."""
    return [_times(run) / run.case.size for run in runs]


def _move(run):
    return run.value - run.w


STEP = [
    *RESULTS,
    (
        r"For (.+), the weights did not move straight against the gradient\.",
        case(lambda run, m: not angle(_move(run), run.grad) < -1 + 1e-12),
    ),
    (
        r"For (.+), the weights moved by (.+) times the gradient\.",
        case(
            lambda run, m: (
                np.allclose(abs(_move(run)), float(m[2]) * abs(run.grad), rtol=0.01)
                and not np.isclose(float(m[2]), run.case.lr)
            )
        ),
    ),
    (
        r"For (.+), the weights did not move by lr times the gradient\.",
        case(lambda run, m: not same(abs(_move(run)), abs(run.case.lr * run.grad))),
    ),
    (
        r"After the call, the `(w|grad)` passed in had changed\.",
        some(lambda run, m: run.changed == m[1]),
    ),
    (
        r"The weights moved along the gradient, not against it\.",
        every(lambda run: angle(_move(run), run.grad) > 1 - 1e-9),
    ),
    (
        r"The weights moved by the whole gradient, whatever the learning rate\.",
        every(lambda run: same(_move(run), -run.grad)),
    ),
    (
        r"Your function returned how far a step goes, without the weights\.",
        every(lambda run: same(abs(run.value), abs(run.case.lr * run.grad))),
    ),
]

SENTENCES = {
    "ps2.gradient": GRADIENT,
    "ps2.sgd_step": STEP,
    "ps2.train_epoch": EPOCH,
    "ps2.train": TRAIN,
}


def _is_half(run):
    return same(2 * run.value, run.right)


BELIEFS = {
    "ps2.gradient": {
        "wrong-type": some_run(lambda run: not _vector(run)),
        "ascent": every(lambda run: angle(run.value, run.right) < -1 + 1e-9),
        "writes-to-arguments": some_run(lambda run: bool(run.changed)),
        "half-gradient": every(_is_half),
        "sum-not-mean": lambda runs: np.ptp(_by_size(runs)) < NEAR and _by_size(runs)[0] >= 0.49,
        "mean-by-B": lambda runs: np.ptp(_by_size(runs)) < NEAR and _by_size(runs)[0] != 1,
    },
    "ps2.sgd_step": {
        "wrong-type": some_run(lambda run: not _vector(run)),
        "ascent": every(lambda run: angle(_move(run), run.grad) > 1 - 1e-9),
        "ignores-argument": every(lambda run: same(_move(run), -run.grad)),
        "writes-to-arguments": some_run(lambda run: run.changed),
        "returns-change": every(lambda run: same(abs(run.value), abs(run.case.lr * run.grad))),
    },
    "ps2.train_epoch": BELIEFS_OF_EPOCH,
    "ps2.train": BELIEFS_OF_TRAIN,
}
