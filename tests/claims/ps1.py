"""The sentences of problem set 1, and what its mistakes say of a program."""

import math

from autograder.exercises.values import kind, whole
from tests.claims.shuffles import shuffle_claims
from tests.claims.truth import numbers, of_case


def _steps(case, drop=None):
    drop = case.drop_last if drop is None else drop
    return (math.floor if drop else math.ceil)(case.n_samples / case.batch_size)


def _said(run, text):
    return run.value is not None and f"{run.value:g}" == text


def _tail(case):
    return case.n_samples % case.batch_size


STEPS = [
    (
        r"For (.+) you returned ([-+.\de]+|inf|-inf|nan)\.",
        lambda runs, m: any(
            _said(run, m[2]) and run.value != _steps(run.case) for run in of_case(runs, m[1])
        ),
    ),
    (
        r"For (.+) you returned (an? \w+|None)\.",
        lambda runs, m: any(
            kind(run.result) == m[2] and run.value is None for run in of_case(runs, m[1])
        ),
    ),
    (
        r"For (.+) you returned (.+), and a number of steps is a whole number\.",
        lambda runs, m: any(
            kind(run.result) == m[2] and whole(run.result) is None for run in of_case(runs, m[1])
        ),
    ),
    (
        r"For (.+) you returned (\S+) steps, but full batches leave (\d+) samples? over\.",
        lambda runs, m: any(
            _said(run, m[2]) and 0 < int(m[3]) == _tail(run.case) and run.value < _steps(run.case)
            for run in of_case(runs, m[1])
        ),
    ),
    (
        r"For (.+) you returned (\S+) steps, and the last of them has no samples\.",
        lambda runs, m: any(
            _said(run, m[2]) and run.value == run.case.n_samples / run.case.batch_size + 1
            for run in of_case(runs, m[1])
        ),
    ),
    (
        r"For (.+) you returned (\S+) steps, and the last of them has (\d+) samples? only\.",
        lambda runs, m: any(
            _said(run, m[2])
            and run.value == _steps(run.case, drop=False)
            and 0 < int(m[3]) == _tail(run.case)
            for run in of_case(runs, m[1])
        ),
    ),
]

ACCOUNT = [
    (
        r"For (.+) you have (.+) under `(\w+)`\.",
        lambda runs, m: any(
            (f"{run.values[m[3]]:g}" if m[3] in run.values else "no number") == m[2]
            and run.values.get(m[3]) != run.case.right[m[3]]
            for run in of_case(runs, m[1])
        ),
    ),
    (
        r"For (.+) you returned (.+), not a dict\.",
        lambda runs, m: any(
            kind(run.result) == m[2] and not isinstance(run.result, dict)
            for run in of_case(runs, m[1])
        ),
    ),
]


def _order(batches):
    return [row for batch in batches.rows for row in batch]


def _counts(batches, n):
    order = _order(batches)
    return {row: order.count(row) for row in range(n)}


def _again(batches, n, text):
    counts = _counts(batches, n)
    return bool(numbers(text)) and all(counts[row] > 1 for row in numbers(text))


def _never(batches, n, text):
    return bool(numbers(text)) and not numbers(text) & set(_order(batches))


def _begins(batches, text):
    return _order(batches)[:5] == [int(row) for row in text.strip("(…) ").split(", ")]


def _epoch(run, number):
    return run.epochs[int(number) - 1] if int(number) <= len(run.epochs) else None


def _any_epoch(test):
    return lambda runs, m: any(
        test(run, epoch, m) for run in runs if (epoch := _epoch(run, m[1])) is not None
    )


def _sizes(batches):
    return [len(batch) for batch in batches.rows]


MINIBATCHES = [
    (
        r"A batch has row (\d+) of X with the y of row (\d+)\.",
        lambda runs, m: any(
            (int(m[1]), int(m[2])) in zip(rows, targets, strict=True) and m[1] != m[2]
            for run in runs
            for epoch in run.epochs
            for rows, targets in zip(epoch.rows, epoch.targets, strict=True)
        ),
    ),
    (
        r"After the call, the X or y passed in had changed\.",
        lambda runs, m: any(not run.untouched for run in runs),
    ),
    (
        r"Epoch (\d) used the batch of (.+) (twice|\d+ times)\.",
        _any_epoch(
            lambda run, epoch, m: any(
                set(batch) >= numbers(m[2])
                and epoch.rows.count(batch) == int(m[3].replace("twice", "2").split()[0])
                for batch in epoch.rows
            )
        ),
    ),
    (
        r"For (.+) there is one batch, of (\d+) samples, and then no more\.",
        lambda runs, m: any(_sizes(run.epochs[0]) == [int(m[2])] for run in of_case(runs, m[1])),
    ),
    (
        r"Epoch (\d+) used (.+) more than once and never used (.+)\.",
        _any_epoch(
            lambda run, epoch, m: (
                _again(epoch, run.case.n_samples, m[2]) and _never(epoch, run.case.n_samples, m[3])
            )
        ),
    ),
    (
        r"Epoch (\d+) used (samples? .+) more than once\.",
        _any_epoch(lambda run, epoch, m: _again(epoch, run.case.n_samples, m[2])),
    ),
    (
        r"For (.+), epoch (\d+) never used (.+)\.",
        lambda runs, m: any(
            _never(_epoch(run, m[2]), run.case.n_samples, m[3]) for run in of_case(runs, m[1])
        ),
    ),
    (
        r"For (.+), (?:epoch (\d+) has|the) batches (?:have|of) sizes (.+)\.",
        lambda runs, m: any(
            numbers(m[3]) <= set(_sizes(_epoch(run, m[2] or 1))) for run in of_case(runs, m[1])
        ),
    ),
    (
        r"For (.+), the last batch of epoch 1 has no samples\.",
        lambda runs, m: any(_sizes(run.epochs[0])[-1] == 0 for run in of_case(runs, m[1])),
    ),
    (
        r"With drop_last, an epoch used (.+) more than once\.",
        lambda runs, m: any(
            _again(epoch, run.case.n_samples, m[1])
            for run in runs
            if run.case.drop_last
            for epoch in run.epochs
        ),
    ),
    (
        r"In all (\d+) epochs, what `drop_last` left out was made of (.+)\.",
        lambda runs, m: any(
            all(
                set(range(run.case.n_samples)) - set(_order(epoch)) <= numbers(m[2])
                for epoch in run.epochs
            )
            for run in runs
            if run.case.drop_last and len(run.epochs) == int(m[1])
        ),
    ),
    (
        r"The batches take the samples in the order of storage (.+)\.",
        lambda runs, m: any(
            _begins(run.epochs[0], m[1]) and _order(run.epochs[0]) == sorted(_order(run.epochs[0]))
            for run in runs
        ),
    ),
    (
        r"Every batch holds neighbours, such as (.+)\.",
        lambda runs, m: any(
            numbers(m[1]) <= set(run.epochs[0].rows[0])
            and all(
                set(batch) == set(range(min(batch), max(batch) + 1))
                for epoch in run.epochs
                for batch in epoch.rows
                if batch
            )
            for run in runs
            if run.epochs[0].rows
        ),
    ),
    (
        r"Every epoch has the order (.+); nothing was drawn from `rng`\.",
        lambda runs, m: any(
            all(_begins(epoch, m[1]) for epoch in run.epochs) and not run.drew for run in runs
        ),
    ),
    (
        r"For (.+), epoch 1 did not end after (\d+) batches\.",
        lambda runs, m: any(
            len(run.first.rows) == int(m[2]) > 2 * run.case.n_samples for run in of_case(runs, m[1])
        ),
    ),
    (
        r"Epoch 2 repeats the order of epoch 1 (.+)\.",
        lambda runs, m: any(
            _begins(run.epochs[0], m[1]) and _order(run.epochs[0]) == _order(run.epochs[1])
            for run in runs
        ),
    ),
    (
        r"Two runs with the same seed gave different orders\.",
        lambda runs, m: any(_order(run.epochs[0]) != _order(run.again) for run in runs),
    ),
    (
        r"Two runs with different seeds gave the same order\.",
        lambda runs, m: any(_order(run.epochs[0]) == _order(run.other) for run in runs),
    ),
    *shuffle_claims(lambda run: [epoch.rows for epoch in run.epochs], "epoch", "epochs"),
    (r"There are no batches\.", lambda runs, m: any(not run.epochs[0].rows for run in runs)),
    (
        r"(?:Item \d+|Your function returned) .+\.",
        lambda runs, m: any(epoch.problem == m[0] for run in runs for epoch in run.epochs),
    ),
]

SENTENCES = {
    "ps1.steps_per_epoch": STEPS,
    "ps1.account": ACCOUNT,
    "ps1.minibatches": MINIBATCHES,
}


def _kept(runs, drop_last=False):
    return [run for run in runs if run.case.drop_last == drop_last]


def _is(key, rule, drop_last=False):
    return lambda runs: all(
        abs(run.values.get(key, math.nan) - rule(run.case)) < 1e-3 * max(1, rule(run.case))
        for run in _kept(runs, drop_last)
    )


def _either(*beliefs):
    return lambda runs: any(belief(runs) for belief in beliefs)


def _floor(case):
    return case.n_samples // case.batch_size


def _several(runs):
    return [run for run in _kept(runs) if run.case.n_samples > run.case.batch_size]


def _one_order(run):
    return len({tuple(_order(epoch)) for epoch in run.epochs}) == 1


BELIEFS = {
    "ps1.steps_per_epoch": {
        "wrong-type": lambda runs: any(run.value is None for run in runs),
        "count-plus-one": lambda runs: all(r.value == _floor(r.case) + 1 for r in _kept(runs)),
        "count-floor": lambda runs: all(
            math.floor(run.value)
            in (_floor(run.case), round(run.case.n_samples / run.case.batch_size))
            for run in _kept(runs)
        ),
        "drop-last-free": lambda runs: all(
            run.value == _steps(run.case, drop=False)
            for run in _kept(runs, True)
            if _tail(run.case)
        ),
    },
    "ps1.account": {
        "wrong-type": lambda runs: any(not isinstance(run.result, dict) for run in runs),
        "one-update-per-epoch": _is("updates", lambda case: case.num_epochs),
        "one-epoch-only": _either(
            _is("updates", _steps), _is("samples_processed", lambda case: case.n_samples)
        ),
        "step-origin": _either(
            *(
                _is("updates", lambda case, by=by: _steps(case) * case.num_epochs + by)
                for by in (-1, 1)
            )
        ),
        "count-plus-one": _is("steps_per_epoch", lambda case: _floor(case) + 1),
        "count-floor": _either(
            _is("steps_per_epoch", _floor),
            _is("steps_per_epoch", lambda case: case.n_samples / case.batch_size),
        ),
        "drop-last-free": _either(
            _is("samples_processed", lambda case: case.n_samples * case.num_epochs, True),
            _is("passes", lambda case: case.num_epochs, True),
            _is("steps_per_epoch", lambda case: _steps(case, drop=False), True),
        ),
        "tail-counted-full": _is(
            "samples_processed", lambda case: _steps(case) * case.batch_size * case.num_epochs
        ),
    },
    "ps1.minibatches": {
        "wrong-type": lambda runs: any(epoch.problem for run in runs for epoch in run.epochs),
        "xy-apart": lambda runs: any(e.rows != e.targets for run in runs for e in run.epochs),
        "shuffle-in-place": lambda runs: any(not run.untouched for run in runs),
        "tail-in-loop": lambda runs: any(
            run.epochs[0].rows.count(batch) > 1 and len(batch) < run.case.batch_size
            for run in runs
            for batch in run.epochs[0].rows
        ),
        "returns-early": lambda runs: all(len(run.epochs[0].rows) == 1 for run in _several(runs)),
        "with-replacement": lambda runs: all(
            max(_counts(run.epochs[0], run.case.n_samples).values()) > 1
            and min(_counts(run.epochs[0], run.case.n_samples).values()) == 0
            for run in _several(runs)
            if run.case.n_samples >= 10
        ),
        "count-floor": lambda runs: all(
            len(run.epochs[0].rows) == _floor(run.case) for run in _several(runs) if _tail(run.case)
        ),
        "count-plus-one": lambda runs: all(
            _sizes(run.epochs[0])[-1] == 0 for run in _kept(runs) if not _tail(run.case)
        ),
        "drop-last-free": lambda runs: all(
            _sizes(run.epochs[0])[-1] < run.case.batch_size
            for run in _kept(runs, True)
            if _tail(run.case)
        ),
        "not-shuffled": lambda runs: all(
            _order(e) == sorted(_order(e)) for run in runs for e in run.epochs
        ),
        "buffer-shuffle": lambda runs: all(
            max(batch) - min(batch) < len(batch)
            for run in _several(runs)
            for epoch in run.epochs
            for batch in epoch.rows
            if batch
        ),
        "reseed-each-epoch": lambda runs: (
            all(map(_one_order, runs)) and not any(run.drew for run in runs)
        ),
        "shuffle-once": lambda runs: all(map(_one_order, runs)) and any(run.drew for run in runs),
        "global-rng": lambda runs: any(_order(run.epochs[0]) != _order(run.again) for run in runs),
    },
}
