"""The sentences about ``train_epoch`` and ``train``, and what their mistakes say of a program."""

import numpy as np

from autograder.exercises.values import kind
from tests.claims.beliefs import either
from tests.claims.beliefs import some as some_run
from tests.claims.descent import (
    LOOPS,
    calls,
    distinct,
    follow,
    gradients,
    points,
    same,
    starts_elsewhere,
    step,
    times_said,
    unlike_descent,
    updates,
)
from tests.claims.loops import case, count, every, some
from tests.claims.truth import numbers


def _epochs(run):
    return run.first.epochs


def _order(epoch):
    return [row for step in epoch for row in step.rows]


def _still(epoch):
    return all(same(step.w, epoch[0].w) for step in epoch)


def _nth(test):
    """Of an epoch that the sentence names."""
    return lambda runs, m: any(
        test(run, _order(_epochs(run)[int(m[1]) - 1]), m)
        for run in runs
        if len(_epochs(run)) >= int(m[1])
    )


def _same_groups(run):
    """Whether all epochs have the same batches, in any order."""
    groups = [{frozenset(step.rows) for step in epoch} for epoch in _epochs(run)]
    return all(group == groups[0] for group in groups)


def _begins(order, text):
    return order[:5] == [int(row) for row in text.strip("(…) ").split(", ")]


def _again(order, text):
    return bool(numbers(text)) and all(order.count(row) > 1 for row in numbers(text))


def _one_order(run):
    return len({tuple(_order(epoch)) for epoch in _epochs(run)}) == 1 < len(_epochs(run))


def _losses(run, at, rows):
    told = run.first.losses or []
    return len(told) == len(calls(run)) and all(
        same(loss, run.samples.loss(at(t), rows(t))) for t, loss in enumerate(told)
    )


def _by_hand(run):
    """Whether the weights are those of SGD, without a call of ``sgd_step``."""
    return not updates(run) and not any(unlike_descent(run, t) for t in range(len(calls(run))))


EPOCH = [
    *LOOPS,
    (
        r"You returned (.+), which is not one vector of weights\.",
        some(lambda run, m: kind(run.result) == m[1] and np.shape(run.chain.result) != (3,)),
    ),
    (
        r"For (\d+) batches there was one step, with the first\.",
        some(
            lambda run, m: (
                len(run.batches) == int(m[1])
                and [step.rows for step in calls(run)] == run.batches[:1]
            )
        ),
    ),
    (
        r"`gradient` got all (\d+) samples at once\.",
        some(lambda run, m: any(len(set(step.rows)) == int(m[1]) for step in gradients(run))),
    ),
    (
        r"`gradient` never got (.+): the last batch\.",
        some(
            lambda run, m: (
                numbers(m[1]) <= set(run.batches[-1])
                and not numbers(m[1]) & {row for step in gradients(run) for row in step.rows}
            )
        ),
    ),
    (
        r"Every gradient was taken at the first weights, and only the last one moved them\.",
        every(
            lambda run: (
                all(same(step.w, run.chain.w0) for step in gradients(run))
                and same(run.chain.result, step(run, -1, -run.case.lr))
            )
        ),
    ),
    (
        r"A gradient was taken of (\d+) batches, but the weights moved once\.",
        every(
            lambda run: (
                all(same(step.w, run.chain.w0) for step in gradients(run))
                and not same(run.chain.result, run.chain.w0)
            )
        ),
    ),
    (
        r"All gradients of the epoch were taken at the weights that it started with\.",
        every(lambda run: all(same(step.w, run.chain.w0) for step in gradients(run))),
    ),
    (
        r"For (\d+) batches there (?:was|were) (\w+) steps?\.",
        some(
            lambda run, m: (
                len(run.batches) == int(m[1])
                and len(calls(run)) == times_said(m[2]) <= len(distinct(run))
            )
        ),
    ),
    (
        r"Gradient (\d+) was not that of batch \1: it used (.+)\.",
        some(
            lambda run, m: (
                len(calls(run)) > int(m[1])
                and numbers(m[2]) <= set(calls(run)[int(m[1])].rows)
                and calls(run)[int(m[1])].rows != run.batches[int(m[1])]
            )
        ),
    ),
    (
        r"`gradient` got rows of X together with the y of other rows\.",
        some(lambda run, m: any(not step.matched for step in gradients(run))),
    ),
    (
        r"Every update was right, and none was made by the `sgd_step` that was passed in\.",
        every(_by_hand),
    ),
    (
        r"For (.+), `sgd_step` was called (.+) for (\d+) gradients\.",
        case(
            lambda run, m: (
                len(updates(run)) == count(m[2]) and len(distinct(run)) >= int(m[3]) > count(m[2])
            )
        ),
    ),
]

TRAIN = [
    *LOOPS,
    (
        r"You returned (.+) that does not begin with the weights\.",
        some(lambda run, m: kind(run.first.result) == m[1] and run.chain.result is None),
    ),
    (
        r"You returned (.+) of (\d+)\.",
        some(lambda run, m: kind(run.first.result) == m[1] and len(run.first.result) == int(m[2])),
    ),
    (
        r"For (.+), every epoch used the batches of one call of `minibatches`\.",
        case(lambda run, m: len(run.first.asked) == 1 < len(_epochs(run)) and _same_groups(run)),
    ),
    (
        r"You returned (.+), in which no list of numbers follows the weights\.",
        some(lambda run, m: kind(run.first.result) == m[1] and run.first.losses is None),
    ),
    (
        r"In step (\d+), `gradient` got rows of X with the y of others\.",
        some(lambda run, m: not calls(run)[int(m[1])].matched),
    ),
    (
        r"For (.+), `minibatches` was called (.+); there (?:was|were) (\w+) steps?\.",
        case(
            lambda run, m: (
                len(run.first.asked) == times_said(m[2].removesuffix(" times"))
                and len(calls(run)) == times_said(m[3])
            )
        ),
    ),
    (
        r"For (.+), `minibatches` gave all (\d+) samples in one batch\.",
        case(
            lambda run, m: all(
                len(asked.batches) == 1 and len(set(asked.batches[0])) == int(m[2])
                for asked in run.first.asked
            )
        ),
    ),
    (
        r"Each step's gradient used all (\d+) samples\.",
        some(lambda run, m: all(len(set(s.rows)) == int(m[1]) for s in gradients(run))),
    ),
    (
        r"For (.+), there (?:was|were) (\w+) steps?, in 1 epoch, and then no more\.",
        case(lambda run, m: len(calls(run)) == times_said(m[2]) <= len(distinct(run))),
    ),
    (
        r"For (.+), each epoch had (\d+) steps, all with full batches\.",
        case(
            lambda run, m: all(
                [len(step.rows) for step in epoch] == [run.case.batch_size] * int(m[2])
                for epoch in _epochs(run)
            )
        ),
    ),
    (
        r"Epoch (\d+) used (.+) more than once, (.+) never\.",
        _nth(lambda run, order, m: _again(order, m[2]) and not numbers(m[3]) & set(order)),
    ),
    (r"Epoch (\d+) used (.+) more than once\.", _nth(lambda run, order, m: _again(order, m[2]))),
    (
        r"Epoch (\d+) never used (.+)\.",
        _nth(lambda run, order, m: bool(numbers(m[2])) and not numbers(m[2]) & set(order)),
    ),
    (
        r"Every epoch started at the same weights, as if none had come before it\.",
        every(lambda run: all(same(e[0].w, _epochs(run)[0][0].w) for e in _epochs(run))),
    ),
    (
        r"Within an epoch the weights stayed the same; they moved once, at its end\.",
        every(lambda run: all(map(_still, _epochs(run))) and len(_epochs(run)) > 1),
    ),
    (
        r"All gradients of an epoch were taken at the weights that the epoch started with\.",
        every(lambda run: all(map(_still, _epochs(run)))),
    ),
    (
        r"Every epoch used the samples in the order in which they are stored\.",
        every(lambda run: all(_order(e) == sorted(_order(e)) for e in _epochs(run))),
    ),
    (
        r"(?:Whatever the seed of `rng`, e|E)very epoch used the samples in one order (.+)\.",
        some(lambda run, m: _one_order(run) and _begins(_order(_epochs(run)[0]), m[1])),
    ),
    (
        r"Epoch 2 repeats the order of epoch 1 (.+)\.",
        some(
            lambda run, m: (
                _begins(_order(_epochs(run)[0]), m[1])
                and _order(_epochs(run)[0]) == _order(_epochs(run)[1])
            )
        ),
    ),
    (
        r"Two trainings with the same seed used the samples in different orders\.",
        some(lambda run, m: list(map(_order, _epochs(run))) != list(map(_order, run.again.epochs))),
    ),
    (
        r"Two trainings with different seeds used the samples in the same order\.",
        some(lambda run, m: _order(_epochs(run)[0]) == _order(run.other.epochs[0])),
    ),
    (
        r"For (.+), there (?:was|were) (\w+) steps?, in (\d+) epochs?\.",
        case(lambda run, m: len(calls(run)) == times_said(m[2]) and len(_epochs(run)) == int(m[3])),
    ),
    (
        r"For (.+), there (?:was|were) (\w+) steps? in epoch (\d+)\.",
        case(lambda run, m: len(_epochs(run)[int(m[3]) - 1]) == times_said(m[2])),
    ),
    (
        r"For (.+) you recorded (\d+) losses, one for each epoch\.",
        case(lambda run, m: len(run.first.losses) == int(m[2]) == run.case.num_epochs),
    ),
    (
        r"Each loss was measured with the weights after its step\.",
        every(lambda run: _losses(run, lambda t: points(run)[t + 1], lambda t: calls(run)[t].rows)),
    ),
    (
        r"Each loss was measured on all samples, not on the batch of its step\.",
        every(
            lambda run: _losses(run, lambda t: points(run)[t], lambda t: range(run.case.n_samples))
        ),
    ),
    (
        r"For (\d+) steps there are (\d+) losses\.",
        some(lambda run, m: len(calls(run)) == int(m[1]) and len(run.first.losses) == int(m[2])),
    ),
    (
        r"Loss (\d+) is not that of batch \1 before its update\.",
        some(
            lambda run, m: (
                len(calls(run)) > int(m[1])
                and not np.isclose(
                    run.first.losses[int(m[1])], calls(run)[int(m[1])].loss, rtol=1e-6, atol=1e-6
                )
            )
        ),
    ),
]


def _uses_all(run):
    return {len(set(call.rows)) for call in gradients(run)} == {run.case.n_samples}


def _stands(run):
    """Whether all gradients were taken at the weights that were passed in."""
    return all(same(call.w, run.chain.w0) for call in gradients(run))


def _all_still(run):
    return bool(_epochs(run)) and all(map(_still, _epochs(run)))


def _moves_by_all(run):
    """Whether the weights moved by every gradient of an epoch, all taken at its first weights."""
    ends = [epoch[0].w for epoch in _epochs(run)[1:]] + [run.chain.result]
    return all(
        same(after, epoch[0].w - run.case.lr * sum(call.gradient for call in epoch))
        for epoch, after in zip(_epochs(run), ends, strict=True)
    )


BELIEFS_OF_LOOPS = {
    "xy-apart": some_run(lambda run: any(not call.matched for call in gradients(run))),
    "skips-gradient": every(lambda run: not gradients(run)),
    "ascent": follow(lambda run, t: step(run, t, run.case.lr)),
    "ignores-argument": follow(lambda run, t: step(run, t, -1)),
    "grad-not-cleared": follow(
        lambda run, t: calls(run)[t].w - run.case.lr * sum(s.gradient for s in calls(run)[: t + 1])
    ),
    "writes-to-arguments": some_run(lambda run: not run.untouched),
}
BELIEFS_OF_EPOCH = {
    **BELIEFS_OF_LOOPS,
    "ignores-argument": either(BELIEFS_OF_LOOPS["ignores-argument"], every(_by_hand)),
    "wrong-type": some_run(lambda run: np.shape(run.chain.result) != (3,)),
    "returns-early": every(lambda run: [call.rows for call in calls(run)] == run.batches[:1]),
    "full-batch-in-loop": some_run(
        lambda run: any(len(set(call.rows)) == run.case.n_samples for call in gradients(run))
    ),
    "drop-last-free": every(lambda run: len(calls(run)) == len(run.batches) - 1),
    "weights-reset": every(
        lambda run: _stands(run) and same(run.chain.result, step(run, -1, -run.case.lr))
    ),
    "stale-gradient": every(
        lambda run: (
            _stands(run)
            and same(
                run.chain.result,
                run.chain.w0 - run.case.lr * sum(call.gradient for call in calls(run)),
            )
        )
    ),
    "one-update-per-epoch": every(
        lambda run: _stands(run) and len(updates(run)) < len(run.batches)
    ),
}
BELIEFS_OF_TRAIN = {
    **BELIEFS_OF_LOOPS,
    "wrong-type": some_run(lambda run: run.chain.result is None or len(run.first.result) != 2),
    "ignores-argument": either(
        BELIEFS_OF_LOOPS["ignores-argument"],
        every(lambda run: all(len(asked.batches) == 1 for asked in run.first.asked)),
    ),
    "full-batch-in-loop": every(_uses_all),
    "returns-early": every(lambda run: len(_epochs(run)) == 1),
    "count-floor": every(
        lambda run: (
            run.case.n_samples % run.case.batch_size == 0
            or all(len(call.rows) == run.case.batch_size for e in _epochs(run) for call in e)
        )
    ),
    "with-replacement": every(lambda run: not run.first.asked),
    "weights-reset": every(
        lambda run: (
            all(same(epoch[0].w, _epochs(run)[0][0].w) for epoch in _epochs(run))
            and not all(map(_still, _epochs(run)))
        )
    ),
    "one-update-per-epoch": every(
        lambda run: (
            run.case.n_samples % run.case.batch_size == 0
            or (_all_still(run) and len(updates(run)) < len(calls(run)))
        )
    ),
    "stale-gradient": every(lambda run: _all_still(run) and _moves_by_all(run)),
    "not-shuffled": every(lambda run: all(_order(e) == sorted(_order(e)) for e in _epochs(run))),
    "shuffle-once": every(lambda run: _one_order(run) or _same_groups(run)),
    "reseed-each-epoch": every(
        lambda run: _one_order(run) and _order(_epochs(run)[0]) == _order(run.other.epochs[0])
    ),
    "global-rng": some_run(
        lambda run: list(map(_order, _epochs(run))) != list(map(_order, run.again.epochs))
    ),
    "starts-late": every(starts_elsewhere),
    "loss-once-an-epoch": every(
        lambda run: len(calls(run)) > run.case.num_epochs == len(run.first.losses)
    ),
    "loss-after-update": every(
        lambda run: _losses(run, lambda t: points(run)[t + 1], lambda t: calls(run)[t].rows)
    ),
    "loss-of-all": every(
        lambda run: _losses(run, lambda t: points(run)[t], lambda t: range(run.case.n_samples))
    ),
}
