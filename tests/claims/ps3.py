"""The sentences of problem set 3, and what its mistakes say of a program."""

import numpy as np

from autograder.exercises.tape import Step, Validated
from autograder.exercises.values import close, kind, number
from tests.claims.beliefs import (
    BELIEFS_OF_LOOPS,
    after_its_part,
    both,
    by_a_count,
    came_back,
    either,
    every,
    is_least,
    lacks,
    last_fall,
    losses_at,
    misplaced,
    moved_by,
    no_tail,
    same,
    stops,
)
from tests.claims.beliefs import some as some_run
from tests.claims.loops import CHECKS, LOOPS, case, count, listed, mean_loss, some
from tests.claims.truth import numbers

EPOCH_LOSS = [
    (
        r"For (.+) you returned (.+)\.",
        case(
            lambda run, m: (
                m[2] == kind(run.result)
                if number(run.result) is None
                else listed([number(run.result)], m[2]) or m[2] in ("nan", "inf")
            )
        ),
    ),
    (r"After the call, the lists passed in had changed\.", some(lambda run, m: not run.untouched)),
]


def _rows(run):
    return [call.rows for call in run.first.calls]


def _measured(run, m):
    return any(
        listed([call.loss for call in x.measured], m[2])
        and not np.isclose(number(x.result), mean_loss(x.measured))
        for x in run.all
        if number(x.result) is not None
    )


EVALUATE = [
    (r"For ([^:;]+) you returned ([^;]+)\.", case(lambda run, m: m[2] == kind(run.first.result))),
    (
        r"For (.+), `loss` got rows of X together with the y of other rows\.",
        case(lambda run, m: not all(call.matched for call in run.first.calls)),
    ),
    (
        r"The same call gave (.+) first and (.+) the second time\.",
        some(lambda run, m: listed([number(run.first.result)], m[1]) and m[1] != m[2]),
    ),
    (
        r"For (.+), `loss` was called (?:once, with the first batch, and no more|with one batch alone)\.",
        case(lambda run, m: len({tuple(rows) for rows in _rows(run)}) == 1),
    ),
    (
        r"For (.+), `loss` was called (.+), with all samples\.",
        case(
            lambda run, m: (
                len(_rows(run)) == count(m[2])
                and all(len(rows) == run.case.n_samples for rows in _rows(run))
            )
        ),
    ),
    (r"For (.+), `loss` was called with an empty batch\.", case(lambda run, m: [] in _rows(run))),
    (
        r"For (.+), the batch of (.+) was measured (.+)\.",
        case(
            lambda run, m: any(
                numbers(m[2]) <= set(rows) and _rows(run).count(rows) == count(m[3])
                for rows in _rows(run)
            )
        ),
    ),
    (
        r"For (.+), `loss` got (?:(.+) more than once and )?(.+) never\.",
        case(
            lambda run, m: (
                not numbers(m[3]) & {row for rows in _rows(run) for row in rows}
                and all(
                    sum(rows.count(row) for rows in _rows(run)) > 1 for row in numbers(m[2] or "")
                )
            )
        ),
    ),
    (
        r"For (.+), (samples? .+) never went into the loss\.",
        case(lambda run, m: not numbers(m[2]) & {row for rows in _rows(run) for row in rows}),
    ),
    (
        r"For (.+), (samples? .+) went into the loss more than once\.",
        case(
            lambda run, m: all(
                sum(rows.count(row) for rows in _rows(run)) > 1 for row in numbers(m[2])
            )
        ),
    ),
    (
        r"For (.+), `loss` got batches of (.+) samples\.",
        case(
            lambda run, m: (
                numbers(m[2]) <= {len(rows) for rows in _rows(run)}
                and any(not 0 < len(rows) <= run.case.batch_size for rows in _rows(run))
            )
        ),
    ),
    (
        r"For (.+), `loss` got samples in a mixed order, .+\.",
        case(lambda run, m: any(r not in (sorted(r), sorted(r)[::-1]) for r in _rows(run))),
    ),
    (
        r"For (.+): (?:A batch|Batches) of .+ samples had losses (.+); you returned .+\.",
        case(_measured),
    ),
    (
        r"()(?:A batch|Batches) of .+ samples had losses (.+); you returned .+\.",
        lambda runs, m: any(_measured(run, m) for run in runs),
    ),
    (
        r"`loss` was asked with weights other than the w of the call\.",
        some(lambda run, m: any(not close(c.w, x.w) for x in run.all for c in x.calls)),
    ),
    (
        r"For (.+): `loss` was never called with any samples\.",
        case(lambda run, m: not run.first.order or any(not x.order for x in run.all)),
    ),
    (
        r"After the call, the X or y passed in had changed\.",
        some(lambda run, m: not run.untouched),
    ),
    (
        r"After the call, the w passed in had changed\.",
        some(lambda run, m: not run.same_weights),
    ),
]


def _validated_first(run, m):
    first = next(event for event in run.events if isinstance(event, Step | Validated))
    return isinstance(first, Validated)


def _between(run, number):
    """How often ``validate`` was called after one epoch and before the next."""
    ends = [run.events.index(epoch[-1]) for epoch in run.epochs]
    starts = [run.events.index(epoch[0]) for epoch in run.epochs]
    between = run.events[ends[number - 1] : starts[number]]
    return sum(isinstance(event, Validated) for event in between)


def _late_by_a_tie(run):
    losses = [check.loss for check in run.validated]
    least = [min(losses[:epoch], default=float("inf")) for epoch in range(len(losses))]
    return any(loss == so_far for loss, so_far in zip(losses, least, strict=True))


def _is_least_in_training(run, at):
    means = [mean_loss(epoch) for epoch in run.epochs]
    return at < len(means) and np.isclose(means[at], min(means))


FIT = [
    *LOOPS,
    *CHECKS,
    (
        r"With patience (\d+), training stopped after (\d+) epochs?(, as if .+)?; "
        r"the last validation losses were (.+)\.",
        some(
            lambda run, m: (
                int(m[1]) == run.case.patience
                and int(m[2]) == len(run.epochs)
                and (m[3] is None or _late_by_a_tie(run))
                and listed([check.loss for check in run.validated][-len(m[4].split(",")) - 1 :], "")
            )
        ),
    ),
    (
        r"With patience (\d+), training stopped after .+; none validated\.",
        some(lambda run, m: not run.validated),
    ),
    (
        r"Your val_loss holds the training losses, (.+)\.",
        some(
            lambda run, m: (
                listed(run.told("train_loss") or [], m[1])
                and close(run.told("train_loss"), run.told("val_loss"))
            )
        ),
    ),
    (
        r"You returned the weights after epoch (\d+); the validation loss was smallest after epoch (\d+)\.",
        some(
            lambda run, m: (
                len(run.validated) >= max(int(m[1]), int(m[2]))
                and close(run.weights, run.validated[int(m[1]) - 1].w)
                and run.validated[int(m[2]) - 1].loss == min(check.loss for check in run.validated)
            )
        ),
    ),
    (
        r"You returned (the )?weights(?: .+)?, whose validation loss was (.+); "
        r"the (?:smallest was|same loss came) .+\.",
        some(
            lambda run, m: any(
                listed([check.loss], m[2])
                and close(run.weights, check.w)
                and (m[1] is None or _is_least_in_training(run, at))
                for at, check in enumerate(run.validated)
            )
        ),
    ),
    (r"No batches were asked for, or none was used\.", some(lambda run, m: not run.calls)),
    (
        r"Epoch (\d+) used other batches than those that `batches\(\)` gave for it\.",
        some(lambda run, m: [c.rows for c in run.calls] != run.given),
    ),
    (
        r"For (\d+) epochs, `batches\(\)` was called (.+)\.",
        some(lambda run, m: len(run.asked) == count(m[2])),
    ),
    (r"`validate` was called before the first step\.", some(_validated_first)),
    (
        r"Between epochs (\d+) and (\d+), `validate` was called (.+)\.",
        some(
            lambda run, m: (
                count(m[3]) > 1 == int(m[2]) - int(m[1]) and _between(run, int(m[1])) == count(m[3])
            )
        ),
    ),
    (
        r"(?:After epoch \d+, `validate` got no new|`validate` was not given the) weights.*\.",
        some(lambda run, m: bool(run.validated) and misplaced(run)),
    ),
    (
        r"After epoch \d+, `validate` was asked about (\d+) weights\.",
        some(
            lambda run, m: (
                len({check.w.tobytes() for check in run.validated}) - len(run.epochs)
                >= int(m[1]) - 1
            )
        ),
    ),
    (
        r"In (\d+) epochs `validate` was called (\d+) times\.",
        some(lambda run, m: (len(run.epochs), len(run.validated)) == (int(m[1]), int(m[2]))),
    ),
]
SENTENCES = {"ps3.epoch_loss": EPOCH_LOSS, "ps3.evaluate": EVALUATE, "ps3.fit": FIT}


def _of_tail(run):
    """The result of an epoch with a tail, and the losses and sizes of its batches; None of another epoch."""
    sizes = run.case.sizes
    has_tail = len(set(sizes)) > 1 == len(set(sizes[:-1])) and run.value is not None
    return (run.value, run.case.losses, sizes) if has_tail else None


def _of_set(run):
    """The same of a set with a tail."""
    losses, sizes = run.first.epoch
    has_tail = run.case.several and run.case.tail and sizes and run.first.value is not None
    return (run.first.value, losses, sizes) if has_tail else None


def _follows(of, rule):
    """Every result follows a rule, given the losses and sizes of its batches, and one is wrong."""

    def belief(runs):
        told = [of(run) for run in runs if of(run)]
        wrong = [
            value
            for value, losses, sizes in told
            if not same(value, np.average(losses, weights=sizes))
        ]
        return bool(wrong) and all(rule(*result) for result in told)

    return belief


def _of_means(value, losses, sizes):
    return same(value, np.mean(losses))


def _of_last(value, losses, sizes):
    return same(value, losses[-1])


def _of_first(value, losses, sizes):
    return any(same(value, losses[0] * by) for by in (1, sizes[0], sizes[0] / sum(sizes)))


def _of_several(test):
    return every(lambda run: not run.case.several or test(run, _rows(run)))


def _all_at_once(run, rows):
    return all(len(batch) == run.case.n_samples for batch in rows)


def _tail_rows(run):
    return set(range(run.case.n_samples - run.case.tail, run.case.n_samples))


def _used(run):
    return {row for rows in _rows(run) for row in rows}


def _ended_early(run):
    return len(run.epochs) < run.case.num_epochs


FIT_BELIEFS = {
    **BELIEFS_OF_LOOPS,
    "count-floor": every(no_tail),
    "wrong-type": lacks("train_loss", "val_loss"),
    "val-on-train": either(
        every(lambda run: not run.validated),
        every(lambda run: close(run.told("train_loss"), run.told("val_loss"))),
    ),
    "ignores-argument": either(
        moved_by(lambda run, t: -run.steps[t].gradient),
        every(lambda run: len(run.epochs) == run.case.num_epochs),
    ),
    "grad-not-cleared": moved_by(
        lambda run, t: -0.05 * sum(step.gradient for step in run.steps[: t + 1])
    ),
    "train-val-comparable": either(losses_at(after_its_part), some_run(misplaced)),
    "returns-early": every(lambda run: len(run.epochs) == 1),
    "patience-not-reset": stops(reset=False),
    "patience-off-by-one": either(stops(patience=1), stops(patience=-1)),
    "compares-with-previous": either(
        stops(best=False), every(lambda run: came_back(run, run.marks, last_fall(run.marks)))
    ),
    "returns-last": both(
        every(
            lambda run: (
                came_back(run, run.marks, -1)
                or (_ended_early(run) and close(run.weights, run.best.w))
            )
        ),
        some_run(lambda run: came_back(run, run.marks, -1) and not is_least(run.marks, -1)),
    ),
    "best-alias": some_run(
        lambda run: run.in_place and came_back(run, run.marks, -1) and not is_least(run.marks, -1)
    ),
}
BELIEFS = {
    "ps3.epoch_loss": {
        "wrong-type": some_run(lambda run: run.value is None),
        "mean-of-means": _follows(_of_tail, _of_means),
        "returns-early": _follows(_of_tail, _of_first),
        "last-batch-only": _follows(_of_tail, _of_last),
        "epoch-loss-divisor": _follows(_of_tail, by_a_count),
    },
    "ps3.evaluate": {
        "wrong-type": some_run(lambda run: number(run.first.result) is None),
        "shuffle-in-place": some_run(lambda run: not run.untouched),
        "writes-to-arguments": some_run(lambda run: not run.same_weights),
        "xy-apart": some_run(lambda run: any(not call.matched for call in run.first.calls)),
        "accum-never-reset": some_run(
            lambda run: (
                [call.rows for call in run.first.calls] == [call.rows for call in run.again.calls]
                and not same(run.first.value, run.again.value)
            )
        ),
        "returns-early": _of_several(lambda run, rows: len(rows) == 1),
        "full-batch-in-loop": _of_several(
            lambda run, rows: len(rows) > 1 and _all_at_once(run, rows)
        ),
        "ignores-argument": _of_several(
            lambda run, rows: len(rows) == 1 and _all_at_once(run, rows)
        ),
        "count-plus-one": some_run(lambda run: [] in _rows(run)),
        "tail-in-loop": some_run(
            lambda run: any(
                len(rows) == run.case.tail and _rows(run).count(rows) > 1 for rows in _rows(run)
            )
        ),
        "with-replacement": some_run(
            lambda run: (
                _rows(run) != [c.rows for c in run.other.calls]
                and len(_used(run)) < run.case.n_samples
            )
        ),
        "count-floor": _of_several(lambda run, rows: not _used(run) & _tail_rows(run)),
        "last-batch-only": _follows(_of_set, _of_last),
        "mean-of-means": _follows(_of_set, _of_means),
        "epoch-loss-divisor": _follows(_of_set, by_a_count),
    },
    "ps3.fit": FIT_BELIEFS,
}
