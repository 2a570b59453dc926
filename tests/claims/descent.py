"""The sentences about plain descent that ``train_epoch`` and ``train`` share, held against the calls alone."""

import math
from itertools import pairwise

import numpy as np

from autograder.exercises.tape import Asked, Step, Updated
from tests.claims.loops import case, every, some

NEAR = 1e-4


def same(a, b):
    """Whether two arrays are the same to four digits."""
    return np.shape(a) == np.shape(b) and np.allclose(a, b, rtol=NEAR, atol=NEAR)


def angle(a, b):
    """The cosine between two vectors."""
    with np.errstate(invalid="ignore"):  # a program's numbers may be infinite
        return float(np.dot(a, b) / (np.linalg.norm(a) * np.linalg.norm(b) or math.inf))


def events(run):
    """The calls of the first training."""
    return run.first.events if hasattr(run, "first") else run.events


def gradients(run):
    """The calls of ``gradient``."""
    return [e for e in events(run) if isinstance(e, Step) and e.name == "gradient"]


def distinct(run):
    """The gradients, without those that were asked for again between two calls of ``minibatches``."""
    count, kept = 0, {}
    for event in events(run):
        count += isinstance(event, Asked)
        if isinstance(event, Step) and event.name == "gradient":
            kept.setdefault((count, event.w.tobytes(), tuple(event.rows)), event)
    return list(kept.values())


def times_said(text):
    """How many steps a text like "one" says."""
    return 1 if text == "one" else int(text)


def calls(run):
    """The calls that stand for steps."""
    return run.chain.calls


def points(run):
    """The weights at each step, and those that came back."""
    end = [] if run.chain.result is None else [run.chain.result]
    return [step.w for step in calls(run)] + end


def follow(rule):
    """Whether the weights after every step are those of a rule."""
    return every(
        lambda run: (
            len(points(run)) > 1
            and all(same(after, rule(run, t)) for t, (_, after) in enumerate(pairwise(points(run))))
        )
    )


def step(run, t, times):
    """So many times the gradient from the weights of step t."""
    return calls(run)[t].w + times * calls(run)[t].gradient


def unlike_descent(run, t):
    """Whether step t is no step of SGD."""
    return not np.allclose(points(run)[t + 1], step(run, t, -run.case.lr), rtol=0, atol=1e-6)


def stays(run, t):
    """Whether the weights after step t are those before it."""
    return same(points(run)[t], points(run)[t + 1])


def updates(run):
    """The calls of ``sgd_step``."""
    return [event for event in events(run) if isinstance(event, Updated)]


def starts_elsewhere(run):
    """Whether the first gradient was taken at other weights than those passed in."""
    return bool(gradients(run)) and not same(gradients(run)[0].w, run.chain.w0)


LOOPS = [
    (r"For (.+), `gradient` was never called\.", case(lambda run, m: not gradients(run))),
    (
        r"Your code never called the `gradient` that was passed in\.",
        every(lambda run: not gradients(run)),
    ),
    (
        r"The first gradient was not taken at the weights that were passed in\.",
        some(lambda run, m: starts_elsewhere(run)),
    ),
    (
        r"After gradient (\d+), the weights did not move by lr times that gradient\.",
        some(lambda run, m: len(points(run)) > int(m[1]) + 1 and unlike_descent(run, int(m[1]))),
    ),
    (
        r"The weights that you returned are not those after the last update\.",
        some(
            lambda run, m: (
                not same(run.chain.result, step(run, -1, -run.case.lr))
                and not (updates(run) and same(run.chain.result, updates(run)[-1].after))
            )
        ),
    ),
    (
        r"The weights that you returned are those before the last update\.",
        some(lambda run, m: same(run.chain.result, calls(run)[-1].w)),
    ),
    (
        r"The weights that you returned are those of an earlier step\.",
        some(lambda run, m: any(same(run.chain.result, call.w) for call in calls(run)[:-1])),
    ),
    (
        r"The weights that you returned are those of the step with the smallest loss\.",
        some(lambda run, m: same(run.chain.result, min(calls(run), key=lambda call: call.loss).w)),
    ),
    (
        r"The last update did not move the weights by lr times its gradient\.",
        some(
            lambda run, m: (
                unlike_descent(run, len(calls(run)) - 1)
                and abs(angle(run.chain.result - calls(run)[-1].w, calls(run)[-1].gradient)) > 0.999
            )
        ),
    ),
    (
        r"Gradient (\d+) was taken at the same weights as gradient (\d+)\.",
        some(lambda run, m: int(m[1]) == int(m[2]) + 1 < len(calls(run)) and stays(run, int(m[2]))),
    ),
    (
        r"Every step went along its gradient, not against it\.",
        follow(lambda run, t: step(run, t, run.case.lr)),
    ),
    (
        r"Every step took the whole gradient, whatever the learning rate\.",
        follow(lambda run, t: step(run, t, -1)),
    ),
    (
        r"From the second step on, the gradients of the batches before were added in\.",
        follow(
            lambda run, t: (
                calls(run)[t].w - run.case.lr * sum(step.gradient for step in calls(run)[: t + 1])
            )
        ),
    ),
    (
        r"After the call, the `w`(, `X` or `y`| or a batch) passed in had changed\.",
        some(lambda run, m: not run.untouched),
    ),
]
