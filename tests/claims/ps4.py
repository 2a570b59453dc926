"""The sentences of problem set 4, and what its mistakes say of a program."""

import re

import numpy as np

from autograder.exercises.tape import Asked, Step
from autograder.exercises.values import close
from tests.claims.loops import CHECKS, LOOPS, calls, case, count, given, listed, some
from tests.claims.steps import (
    BELIEFS_OF_ACCUMULATE,
    BELIEFS_OF_FINE_TUNE,
    BELIEFS_OF_FIT_STEPS,
)
from tests.claims.stream import STREAM, STREAM_BELIEFS
from tests.claims.truth import numbers

STEPS = [
    *LOOPS,
    (
        r"For (.+), the first step used the (\d+) samples of (\d+) batches at once\.",
        case(
            lambda run, m: (
                calls(run)[0].rows == [row for rows in given(run)[: int(m[3])] for row in rows]
                and len(calls(run)[0].rows) == int(m[2])
            )
        ),
    ),
    (
        r"For (.+), the batch of (.+) was taken and never used\.",
        case(
            lambda run, m: (
                len(given(run)) > len(run.steps)
                and any(numbers(m[2]) <= set(rows) for rows in given(run))
            )
        ),
    ),
    (
        r"The stream's batch (\d+) was (.+); call \d+ \(from 0\) used .+ instead of that batch\.",
        some(lambda run, m: numbers(m[2]) <= set(given(run)[int(m[1])])),
    ),
    (
        r"(\d+) batches were taken from the stream, and (\d+) used\.",
        some(lambda run, m: (len(given(run)), len(run.steps)) == (int(m[1]), int(m[2]))),
    ),
    (r"No batch was used\.", some(lambda run, m: not calls(run))),
]


def _asked(run, m):
    told = [float(n) for n in re.findall(r"-?\d+\.?\d*(?:e[+-]?\d+)?", m[2])]
    asked = [float(f"{step:g}") for step in run.asked_rates]
    return any(asked[i : i + len(told)] == told for i in range(len(asked)))


def _ends_as_said(asked, m):
    """Whether there is more behind the numbers that were told if and only if that is said."""
    return bool(m[3]) or "…" in m[0] or len(m[2].split(",")) == len(asked)


def _took(run, m):
    step, move = run.steps[int(m[2])], run.reached[int(m[2])] - run.steps[int(m[2])].w
    rate = 0.08 / (1 + 0.11 * int(m[2]))
    return listed([rate], m[4]) and abs(
        float(m[3]) - np.linalg.norm(move) / np.linalg.norm(step.gradient)
    ) < 1e-3 * float(m[3])


FIT_STEPS = [
    *STEPS,
    (r"For (.+), `schedule` was never called\.", case(lambda run, m: not run.asked_rates)),
    (
        r"For (.+), step (\d+) \(from 0\) took (\S+) times its gradient; `schedule\(\2\)` was (.+)\.",
        case(_took),
    ),
    (
        r"For (.+), `schedule` was asked for the steps (?:…, )?(.+?)( and so on)?\.",
        case(lambda run, m: _asked(run, m) and _ends_as_said(run.asked_rates, m)),
    ),
    (
        r"For (.+), `schedule` was asked once, for step (.+)\.",
        case(lambda run, m: _asked(run, m) and len(run.asked_rates) == 1),
    ),
    (
        r"For (.+), step (\d+) \(from 0\) did not go straight against its gradient\.",
        case(lambda run, m: not (run.rates[int(m[2])] or 0) > 0),
    ),
    (
        r"For (.+), the weights that came back are not those after the last step, "
        r"against its gradient\.",
        case(lambda run, m: not (run.rates[-1] or 0) > 0 and len(run.rates) == len(run.steps)),
    ),
    (
        r"For (.+), the weights of step (\d+) \(from 0\) came back\.",
        case(lambda run, m: close(run.weights, run.steps[int(m[2])].w)),
    ),
    (r"No weights came back\.", some(lambda run, m: run.weights is None)),
]


def _still(steps):
    return all(close(step.w, steps[0].w) for step in steps)


def _across(run):
    """Whether a step's gradients were taken before and after new batches were asked for, at the same weights."""
    last = None
    for event in run.events:
        if isinstance(event, Asked) and last is not None:
            after = calls(run)[calls(run).index(last) + 1 :]
            if after and close(after[0].w, last.w):
                return True
        if isinstance(event, Step):
            last = event
    return False


ACCUMULATE = [
    (
        r"For (.+), an update used batches of epoch 1 together with batches of epoch 2\.",
        case(lambda run, m: _across(run)),
    ),
    *LOOPS,
    (
        r"For (.+), the last (\d+) of (\d+) batches were not used\.",
        case(lambda run, m: len(calls(run)) == len(given(run)) - int(m[2]) * len(run.asked)),
    ),
    (
        r"For (.+), (?:the first \d+ batches|the \d+ batches of step \d+ \(from 0\)) used different weights.*",
        case(lambda run, m: any(not _still(window.steps) for window in run.windows)),
    ),
    (
        r"For (.+), you recorded (\d+) losses for (\d+) steps\.",
        case(lambda run, m: (len(run.told()), len(run.windows)) == (int(m[2]), int(m[3]))),
    ),
    (
        r"For (.+), (?:the steps went|the samples of|every step went|a step still held|a tail and a) .+",
        case(lambda run, m: any(not window.right for window in run.windows)),
    ),
    (
        r"At the end of an epoch, batches of (.+) samples made no step(.*)\.",
        some(
            lambda run, m: any(
                numbers(m[1]) <= set(window.sizes) and window.moved_by(0 * window.gradient)
                for window in run.windows
                if not window.full
            )
        ),
    ),
    (
        r"For (.+), an epoch's last step held (\d+) of (\d+) batches; its sum was divided by more\.",
        case(lambda run, m: any(len(w.steps) == int(m[2]) and not w.right for w in run.windows)),
    ),
    (
        r"For (.+), `loss_and_gradient` got (\d+) samples at once\.",
        case(
            lambda run, m: any(
                len(call.rows) == int(m[2]) > run.case.batch_size for call in calls(run)
            )
        ),
    ),
    (
        r"For (.+), `batches\(\)` was called (.+)\.",
        case(lambda run, m: len(run.asked) == count(m[2]) != run.case.num_epochs),
    ),
    (
        r"For (.+), `batches\(\)` gave (\d+) batches; (\d+) were used\.",
        case(lambda run, m: (len(given(run)), len(run.steps)) == (int(m[2]), int(m[3]))),
    ),
    (
        r"For (.+), call (\d+) \(from 0\) used (.+); batch \2 was (.+)\.",
        case(
            lambda run, m: (
                numbers(m[3]) <= set(run.steps[int(m[2])].rows)
                and numbers(m[4]) <= set(given(run)[int(m[2])])
                and run.steps[int(m[2])].rows != given(run)[int(m[2])]
            )
        ),
    ),
    (
        r"For (.+), the weights that came back are not those after the last step, "
        r"along the mean gradient of .+ samples\.",
        case(lambda run, m: not run.windows[-1].right),
    ),
    (
        r"For (.+), step (\d+) \(from 0\), of batches of .+, did not go along the mean gradient of its samples\.",
        case(lambda run, m: not run.windows[int(m[2])].right),
    ),
    (
        r"For (.+), behind the batches of step (\d+) \(from 0\), .+ samples, the weights had not moved\.",
        case(lambda run, m: close(run.windows[int(m[2])].after, run.windows[int(m[2])].w)),
    ),
    (r"For (.+), there was no such step\.", case(lambda run, m: True)),
    (r"No batch was used\.", some(lambda run, m: not calls(run))),
]


def _numbered(run, m):
    told = [int(n) for n in re.findall(r"-?\d+", m[2])]
    got = [update.t for update in run.updates]
    return any(got[i : i + len(told)] == told for i in range(len(got)))


def _other_weights(run, m):
    return any(
        not close(check.w, run.updates[done - 1].after if done else run.w)
        for done, check in run.checks
    )


def _of_its_step(run, number):
    step, update = run.steps[number], run.updates[number]
    return close(step.w, update.w) and close(step.gradient, update.gradient)


FINE_TUNE = [
    *STEPS,
    *CHECKS,
    (
        r"The first step started from (.+), not from the weights that were passed in\.",
        some(lambda run, m: listed(calls(run)[0].w.tolist(), m[1])),
    ),
    (
        r"In epochs of (\d+) steps, `update` was called once an epoch\.",
        some(lambda run, m: len(run.updates) == len(run.epochs)),
    ),
    (
        r"For (.+), `update` got t = (?:…, )?(.+?)( and so on)?\.",
        case(lambda run, m: _numbered(run, m) and _ends_as_said(run.updates, m)),
    ),
    (
        r"For (.+), `validate` was called after (.+) steps, not before\.",
        case(lambda run, m: numbers(m[2]) <= {done for done, _ in run.checks}),
    ),
    (
        r"For (.+), `validate` was called when (.+) steps were done\.",
        case(lambda run, m: numbers(m[2]) <= {done for done, _ in run.checks}),
    ),
    (
        r"For (.+), `validate` got other weights than those of the moment\.",
        case(_other_weights),
    ),
    (
        r"For (.+), samples_processed holds (.+)\.",
        case(lambda run, m: listed(run.told("samples_processed") or [], m[2])),
    ),
    (
        r"For (.+), you returned the weights after (\d+) updates; those after (\d+) had the .+, (.+)\.",
        case(
            lambda run, m: (
                any(done == int(m[2]) and close(check.w, run.weights) for done, check in run.checks)
                and any(done == int(m[3]) and listed([c.loss], m[4]) for done, c in run.checks)
            )
        ),
    ),
    (
        r"For (\d+) gradients, `update` was called (.+)\.",
        some(lambda run, m: (len(run.steps), len(run.updates)) == (int(m[1]), count(m[2]))),
    ),
    (
        r"Update (\d+) did not get the weights and the gradient of its step\.",
        some(lambda run, m: len(run.updates) >= int(m[1]) and not _of_its_step(run, int(m[1]) - 1)),
    ),
    (
        r"Step (\d+) did not start from what update (\d+) returned\.",
        some(
            lambda run, m: (
                len(run.steps) >= int(m[1])
                and not close(run.steps[int(m[1]) - 1].w, run.updates[int(m[2]) - 1].after)
            )
        ),
    ),
]
SENTENCES = {
    "ps4.batch_stream": STREAM,
    "ps4.fit_steps": FIT_STEPS,
    "ps4.accumulate": ACCUMULATE,
    "ps4.fine_tune": FINE_TUNE,
}
BELIEFS = {
    "ps4.batch_stream": STREAM_BELIEFS,
    "ps4.fit_steps": BELIEFS_OF_FIT_STEPS,
    "ps4.accumulate": BELIEFS_OF_ACCUMULATE,
    "ps4.fine_tune": BELIEFS_OF_FINE_TUNE,
}
