"""What the mistakes of recorded trainings say that a program does, held against the calls and results alone.

A belief is asked of all runs that ended. ``every`` (of ``loops``) and ``some`` make one of a question about a run.
"""

import math

import numpy as np

from autograder.exercises.tape import Asked, Validated
from autograder.exercises.values import close
from tests.claims.loops import calls, every, given


def some(test):
    """A belief that is true of a run."""
    return lambda runs: any(test(run) for run in runs)


def both(*beliefs):
    """A belief that is several."""
    return lambda runs: all(belief(runs) for belief in beliefs)


def either(*beliefs):
    """A belief that is one of several."""
    return lambda runs: any(belief(runs) for belief in beliefs)


def lacks(*keys):
    """No weights came back, or no numbers under a key of the history."""
    return some(lambda run: run.weights is None or any(run.told(key) is None for key in keys))


def _moves(run):
    return [(step, after - step.w) for step, after in zip(run.steps, run.reached, strict=False)]


def moved_by(rule):
    """Each step's weights moved by a rule, given the run and the number of the step."""
    return every(
        lambda run: all(close(move, rule(run, t)) for t, (_, move) in enumerate(_moves(run)))
    )


def _long(run):
    return [epoch for epoch in run.epochs if len(epoch) > 1]


def _is_still(epoch):
    return all(close(step.w, epoch[0].w) for step in epoch)


def _by_all_steps(run, epoch):
    """Whether the weights after an epoch come of all its gradients; True where they are not known."""
    first = run.steps.index(epoch[0])
    after = run.reached[first + len(epoch) - 1 :][:1]
    led = [run.led_to(run.steps[: first + i + 1]) - step.w for i, step in enumerate(epoch)]
    return all(close(w, epoch[0].w + sum(led)) for w in after)


def _restarts(run):
    """Whether an epoch begins at weights of the past, to which the step before does not lead."""
    at = calls(run)
    for epoch in run.epochs[1:]:
        index = run.steps.index(epoch[0])
        past = [run.w, *(step.w for step in at)]
        led = close(epoch[0].w, run.led_to(run.steps[:index]))
        if not led and any(close(epoch[0].w, w) for w in past):
            return True
    return False


STILL = both(every(lambda run: all(map(_is_still, _long(run)))), some(_long))
SUMMED = every(lambda run: all(_by_all_steps(run, epoch) for epoch in _long(run)))


def no_tail(run):
    """Whether no epoch used a last batch that is smaller than the others."""
    used = [call.rows for call in calls(run)]
    asked = [event.batches for event in run.events if isinstance(event, Asked)]
    small = [batches[-1] for batches in asked if 0 < len(batches[-1]) < len(batches[0])]
    return not any(rows in used for rows in small)


def _told(run):
    """Each recorded loss with the losses and sizes of its part, and those of all parts so far."""
    parts, values = run.parts, run.told_losses or []
    pairs = [([s.loss for s in part], [len(s.rows) for s in part]) for part in parts]
    return [(value, pairs[: i + 1]) for i, value in enumerate(values[: len(pairs)])]


def told_by(rule):
    """Each recorded loss follows a rule, given the losses and sizes of its part; one is wrong."""
    wrong = some(
        lambda run: any(
            not np.isclose(value, np.average(parts[-1][0], weights=parts[-1][1]), rtol=1e-5)
            for value, parts in _told(run)
        )
    )
    return both(
        wrong, every(lambda run: all(rule(value, *parts[-1]) for value, parts in _told(run)))
    )


def same(a, b):
    """Whether two numbers are the same to four digits."""
    return bool(np.isclose(a, b, rtol=1e-4, atol=1e-7))


def by_a_count(value, losses, sizes):
    """Whether a sum, over samples or over batches, was divided by a count of either, or by n / B."""
    sums = np.dot(losses, sizes), sum(losses)
    counts = [total / value * size for total in sums if value for size in (1, sizes[0])]
    return any(abs(count - round(count)) < 1e-2 and round(count) > 0 for count in counts)


def _runs_on(run):
    """Whether each loss after the first is of sums over all parts so far."""
    for value, parts in _told(run)[1:]:
        sums = [sum(np.dot(*part) for part in parts), sum(sum(part[0]) for part in parts)]
        counts = [(sum(sizes), len(sizes)) for _, sizes in parts]
        divisors = [1, *counts[-1], sum(n for n, _ in counts), sum(k for _, k in counts)]
        if not any(same(value, total / d) for total in sums for d in divisors):
            return False
    return True


def losses_at(weights):
    """Each recorded loss is that of its batches at other weights, by run, part and step."""
    return every(
        lambda run: (
            len(run.told_losses or []) == len(run.parts)
            and all(
                same(
                    value,
                    np.average(
                        [run.data.loss(weights(run, part, step), step.rows) for step in part],
                        weights=[len(step.rows) for step in part],
                    ),
                )
                for part, value in zip(run.parts, run.told_losses, strict=True)
            )
        )
    )


def after_its_step(run, part, step):
    """The weights to which a step should lead."""
    return run.led_to(run.steps[: run.steps.index(step) + 1])


def after_its_part(run, part, step):
    """The weights to which the last step of a part should lead."""
    return run.led_to(run.steps[: run.steps.index(part[-1]) + 1])


def misplaced(run):
    """Whether ``validate`` was asked about weights that no epoch ended with, or not about those of one."""
    ends = np.cumsum([len(epoch) for epoch in run.epochs])
    wanted = [run.led_to(run.steps[:end]) for end in ends]
    asked = [event.w for event in run.events if isinstance(event, Validated)]
    return any(not any(close(w, end) for end in wanted) for w in asked) or any(
        not any(close(w, end) for w in asked) for end in wanted
    )


def stop_after(case, *, patience=0, reset=True, best=True):
    """Where a training with its patience, or one so much greater, ends by one of some rules."""
    patience, lowest, bad = case.patience + patience, math.inf, 0
    for epoch, loss in enumerate(case.losses[: case.num_epochs], start=1):
        if loss < lowest:
            bad = 0 if reset else bad
        else:
            bad += 1
        lowest = min(loss, lowest) if best else loss
        if bad >= max(patience, 1) or patience == 0:
            return epoch
    return case.num_epochs


def stops(**rule):
    """Every training ended where a rule ends it."""
    return every(lambda run: len(run.epochs) == stop_after(run.case, **rule))


def came_back(run, checks, place):
    """Whether the weights that came back are those of a check."""
    return run.weights is not None and close(run.weights, checks[place].w)


def last_fall(checks):
    """The place of the last check below the one before, or of the first."""
    losses = [check.loss for check in checks]
    return max((i for i in range(1, len(losses)) if losses[i] < losses[i - 1]), default=0)


def is_least(checks, place):
    """Whether no check was below this one."""
    return checks[place].loss == min(check.loss for check in checks)


BELIEFS_OF_LOOPS = {
    "xy-apart": some(lambda run: any(not call.matched for call in calls(run))),
    "shuffle-once": both(
        every(lambda run: sum(isinstance(event, Asked) for event in run.events) == 1),
        some(lambda run: len(calls(run)) >= 2 * len(given(run))),
    ),
    "weights-reset": some(_restarts),
    "ascent": every(
        lambda run: all(move @ step.gradient > 0 for step, move in _moves(run)) and _moves(run)
    ),
    "stale-gradient": both(STILL, SUMMED),
    "one-update-per-epoch": both(STILL, lambda runs: not SUMMED(runs)),
    "accum-never-reset": every(_runs_on),
    "mean-of-means": told_by(lambda value, losses, sizes: same(value, np.mean(losses))),
    "last-batch-only": told_by(lambda value, losses, sizes: same(value, losses[-1])),
    "epoch-loss-divisor": told_by(by_a_count),
    "writes-to-arguments": some(lambda run: not run.untouched),
}
