"""The sentences about recorded trainings that problem sets 3 and 4 share, held against the calls alone."""

import re

import numpy as np

from autograder.exercises.tape import Asked, Step
from autograder.exercises.values import close
from tests.claims.truth import numbers, of_case

TIMES = {"once": 1, "twice": 2}


def case(test):
    """A claim about the run of the case that the sentence begins with."""
    return lambda runs, m: any(test(run, m) for run in of_case(runs, m[1]))


def some(test):
    """A claim about one of the runs, which the sentence does not name."""
    return lambda runs, m: any(test(run, m) for run in runs)


def every(test):
    """A claim about each of the runs, of which there is one at least; or a belief that is true of each."""
    return lambda runs, m=None: bool(runs) and all(test(run) for run in runs)


def count(text):
    """ "once", "twice" or "3 times" as a number."""
    return TIMES.get(text) or int(text.split()[0])


def calls(run):
    """What the program asked for, in order."""
    return [event for event in run.events if isinstance(event, Step)]


def given(run):
    """The batches that it was given."""
    return [rows for event in run.events if isinstance(event, Asked) for rows in event.batches]


def listed(values, text):
    """Whether a text lists these numbers, as far as it goes, to the digits that it has."""
    told = [float(part) for part in re.findall(r"-?\d+\.?\d*(?:e[+-]?\d+)?", text)]
    return len(told) <= len(values) and all(
        abs(a - b) <= 6e-3 * max(abs(a), abs(b), 1e-9) for a, b in zip(told, values, strict=False)
    )


def mean_loss(steps):
    """The mean loss over the samples of some calls."""
    return np.average([step.loss for step in steps], weights=[len(step.rows) for step in steps])


def _parts(run, m):
    """The told loss of an epoch or step, with its batches as they are in the calls."""
    number = int(m["number"]) - (m["unit"] == "epoch")
    part, value = run.parts[number], run.told_losses[number]
    rows = {tuple(call.rows) for call in calls(run)}
    return (
        listed([value], m["value"])
        and listed([step.loss for step in part], m["losses"])
        and all(tuple(step.rows) in rows for step in part)
        and numbers(m["sizes"]) <= {len(step.rows) for step in part}
        and not np.isclose(value, mean_loss(part))
    )


def _unused(run, text):
    return numbers(text) <= {row for rows in given(run) for row in rows}


def _no_chain(run, m=None):
    """Somewhere a call is not at weights to which the call before leads."""
    at = calls(run)
    return (
        any(not close(two.w, run.led_to(at[: i + 1])) for i, two in enumerate(at[1:]))
        or not close(at[0].w, run.w)
        or run.end is None
        or not close(run.end, run.led_to(at))
    )


def _epoch_start(run, m):
    begin = run.epochs[int(m[2]) - 1][0].w
    past = [run.w] if m[3] == "the first weights" else [run.w, *(step.w for step in calls(run))]
    return any(close(begin, w) for w in past)


LOOPS = [
    (
        r"For (.+), `loss_and_gradient` got rows of X together with the y of other rows\.",
        case(lambda run, m: any(not call.matched for call in calls(run))),
    ),
    (
        r"In (?P<unit>epoch|step) (?P<number>\d+)(?: \(from 0\))?, (?:a batch|batches) of (?P<sizes>.+) samples "
        r"had losses (?P<losses>.+); \w+ says (?P<value>.+)\.",
        some(_parts),
    ),
    (r"`loss_and_gradient` was never called\.", some(lambda run, m: not calls(run))),
    (r"After the call, the w passed in had changed\.", some(lambda run, m: not run.untouched)),
    (
        r"The result is no pair that begins with an array of weights\.",
        some(lambda run, m: run.weights is None),
    ),
    (r"The result does not end with a list of numbers\.", some(lambda run, m: run.told() is None)),
    (
        r'There is no list of numbers under `history\["(.+)"\]`\.',
        some(lambda run, m: run.told(m[1]) is None),
    ),
    (
        r"For (.+), `batches\(\)` was called once; every epoch began with (.+)\.",
        case(
            lambda run, m: (
                sum(isinstance(e, Asked) for e in run.events) == 1
                and numbers(m[2]) <= set(calls(run)[0].rows)
                and calls(run)[len(given(run))].rows == calls(run)[0].rows
            )
        ),
    ),
    (
        r"For (.+), the tail of epoch 1, (.+), was never used\.",
        case(
            lambda run, m: (
                numbers(m[2]) <= set(run.asked[0].batches[-1])
                and run.asked[0].batches[-1] not in [call.rows for call in run.epochs[0]]
            )
        ),
    ),
    (r"For (.+), epoch (\d+) started again from (.+)\.", case(_epoch_start)),
    (
        r"All (\d+) (?:gradients|steps) of an epoch (?:were taken at its first|used the same) weights\.",
        some(
            lambda run, m: any(
                len(epoch) == int(m[1]) and all(close(step.w, epoch[0].w) for step in epoch)
                for epoch in run.epochs
            )
        ),
    ),
    (
        r"For (.+), (?:each|every) step (?:went|used) .+\.",
        case(_no_chain),
    ),
    (
        r"For (.+), (?:step \d+ \(from 0\)|the end) had .+\.",
        case(_no_chain),
    ),
    (
        r"The first step did not start from the w(?:eights)? that w(?:as|ere) passed in\.",
        some(lambda run, m: bool(calls(run)) and not close(calls(run)[0].w, run.w)),
    ),
    (
        r"For (.+), you made (\d+) (?:steps|epochs?|steps? and more)(?:; \w+ has (\d+) values)?\.",
        case(
            lambda run, m: (
                int(m[2]) in (len(calls(run)), len(run.parts), len(run.steps))
                and (m[3] is None or int(m[3]) == len(run.told_losses or []))
            )
        ),
    ),
    (
        r"For (.+), \w+ holds losses .+\.",
        case(
            lambda run, m: any(
                not np.isclose(value, mean_loss(part))
                for value, part in zip(run.told_losses, run.parts, strict=True)
            )
        ),
    ),
]


def _returned(run, m):
    told = [check.w for check in run.validated]
    return run.weights is not None and any(close(run.weights, w) for w in told)


CHECKS = [
    (r"`validate` was never called\.", some(lambda run, m: not run.validated and bool(calls(run)))),
    (
        r"The weights that came back are none of those that were validated\.",
        some(lambda run, m: not _returned(run, m)),
    ),
    (
        r'`validate` gave (\d+) losses, (.+); `history\["val_loss"\]` holds (\d+): (.*)\.',
        some(
            lambda run, m: (
                int(m[3]) == len(run.told("val_loss") or [])
                and listed(run.told("val_loss") or [], m[4])
                and int(m[1]) <= len(run.validated)
            )
        ),
    ),
]
