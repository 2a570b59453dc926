"""The sentences about streams of batches, and what their mistakes say of a program."""

import re

from tests.claims.beliefs import every
from tests.claims.beliefs import some as some_run
from tests.claims.loops import case, some
from tests.claims.shuffles import shuffle_claims
from tests.claims.truth import numbers


def _span(run, text):
    """The batches that a text like "batches 3 to 5" means."""
    found = [int(n) for n in re.findall(r"\d+", text.replace("(from 0)", ""))]
    if text.startswith("the first"):
        return run.first.rows[: found[0]]
    return run.first.rows[found[0] : found[-1] + 1]


def _used(batches):
    return [row for rows in batches for row in rows]


SPAN = r"(the first \d+ batches|batches \d+ to \d+|batch \d+ \(from 0\))"
STREAM = [
    (r"Item \d+ .+\.", some(lambda run, m: bool(run.first.problem))),
    (r"Your function returned .+\.", some(lambda run, m: bool(run.first.problem))),
    (
        r"A batch has row (\d+) of X with the y of row (\d+)\.",
        some(
            lambda run, m: any(
                (int(m[1]), int(m[2])) in zip(rows, targets, strict=True)
                for rows, targets in zip(run.first.rows, run.first.targets, strict=True)
            )
        ),
    ),
    (
        r"After reading the stream, the X or y passed in had changed\.",
        some(lambda run, m: not run.untouched),
    ),
    (
        r"For (.+), the stream gave (\d+) batch(?:es)? and then ended\.",
        case(lambda run, m: len(run.first.rows) == int(m[2]) < run.wanted),
    ),
    (
        r"For (.+), you returned a (list|tuple) of (\d+) batches, which ends\.",
        case(lambda run, m: run.kind.__name__ == m[2] and len(run.first.rows) == int(m[3])),
    ),
    (
        r"For (.+), of (\d+) batches in a row, (\d+) were that of (.+)\.",
        case(
            lambda run, m: any(
                numbers(m[4]) <= set(rows)
                and run.first.rows[i : i + int(m[2])].count(rows) == int(m[3])
                for i, rows in enumerate(run.first.rows)
            )
        ),
    ),
    (
        r"For (.+), after (\d+) full batch(?:es)? the next pass began, with (\d+) samples left over\.",
        case(
            lambda run, m: (
                all(len(rows) == run.case.batch_size for rows in run.first.rows)
                and len(set(_used(run.first.rows[: int(m[2])]))) == run.case.n_samples - int(m[3])
            )
        ),
    ),
    (
        rf"For (.+), {SPAN} used (.+) more than once and (.+) never\.",
        case(
            lambda run, m: (
                all(_used(_span(run, m[2])).count(row) > 1 for row in numbers(m[3]))
                and not numbers(m[4]) & set(_used(_span(run, m[2])))
            )
        ),
    ),
    (
        rf"For (.+), {SPAN} used (.+) more than once\.",
        case(lambda run, m: all(_used(_span(run, m[2])).count(row) > 1 for row in numbers(m[3]))),
    ),
    (
        rf"For (.+), {SPAN} never used (.+)\.",
        case(lambda run, m: not numbers(m[3]) & set(_used(_span(run, m[2])))),
    ),
    (
        rf"For (.+), {SPAN} have sizes (.+)\.",
        case(lambda run, m: numbers(m[3]) <= {len(rows) for rows in _span(run, m[2])}),
    ),
    (
        r"For (.+), a batch of the stream has no samples\.",
        case(lambda run, m: [] in run.first.rows),
    ),
    (
        r"(?:Each|The first) pass takes the samples in the order of storage \(.+\)\.",
        some(lambda run, m: bool(run.orders) and run.orders[0] == sorted(run.orders[0])),
    ),
    (
        r"Each pass has the order (.+); nothing was drawn from `rng`\.",
        some(lambda run, m: not run.drew and all(o == run.orders[0] for o in run.orders)),
    ),
    (
        r"For (.+), each pass repeats the order \(.+\)\.",
        case(lambda run, m: all(order == run.orders[0] for order in run.orders)),
    ),
    (
        r"For (.+), each pass has the batches of the first\.",
        case(
            lambda run, m: len({frozenset(map(frozenset, batches)) for batches in run.passes}) == 1
        ),
    ),
    (
        r"Pass (\d+) repeats the order of the one before \(.+\)\.",
        some(lambda run, m: any(a == b for a, b in zip(run.orders, run.orders[1:], strict=False))),
    ),
    (
        r"Two streams with the same seed gave different orders\.",
        some(lambda run, m: run.orders[0] != run.again.order),
    ),
    (
        r"Two streams with different seeds gave the same order\.",
        some(lambda run, m: run.orders[0] == run.other.order),
    ),
    (r"For (.+), far more was drawn from `rng` .+\.", case(lambda run, m: run.drew_ahead)),
    (r"There are no batches\.", some(lambda run, m: not run.first.rows)),
    *shuffle_claims(lambda run: run.passes, "pass", "passes"),
]


def _again(order):
    return {row for row in order if order.count(row) > 1}


def _of_many(test):
    """Of streams of many samples in several batches, whose orders are not the same by chance."""
    return every(
        lambda run: run.case.n_samples < 10 or not run.case.several or test(run, run.orders)
    )


def _groups(run):
    return {frozenset(map(frozenset, batches)) for batches in run.passes}


STREAM_BELIEFS = {
    "wrong-type": some_run(lambda run: run.first.problem or run.kind in (list, tuple)),
    "xy-apart": some_run(lambda run: run.first.rows != run.first.targets),
    "shuffle-in-place": some_run(lambda run: not run.untouched),
    "returns-early": every(lambda run: not run.case.several or len(run.first.rows) == 1),
    "tail-in-loop": _of_many(
        lambda run, orders: (
            not run.case.tail
            or run.case.batches < 3
            or any(
                len(rows) < run.case.batch_size
                and run.first.rows[i : i + run.case.batches].count(rows) > 1
                for i, rows in enumerate(run.first.rows)
            )
        )
    ),
    "out-of-data": some_run(
        lambda run: 0 < len(run.first.rows) < run.case.passes * run.case.batches
    ),
    "count-floor": every(
        lambda run: (
            not run.case.tail
            or not run.case.several
            or all(len(rows) == run.case.batch_size for rows in run.first.rows)
        )
    ),
    "with-replacement": some_run(
        lambda run: any(
            _again(order) and len(set(order)) < run.case.n_samples for order in run.orders
        )
    ),
    "count-plus-one": some_run(lambda run: [] in run.first.rows),
    "not-shuffled": every(lambda run: all(order == sorted(order) for order in run.orders)),
    "reseed-each-epoch": _of_many(
        lambda run, orders: not run.drew and all(order == run.other.order for order in orders)
    ),
    "shuffle-once": _of_many(lambda run, orders: all(order == orders[0] for order in orders)),
    "buffer-shuffle": _of_many(lambda run, orders: len(_groups(run)) == 1),
    "global-rng": some_run(lambda run: run.orders and run.orders[0] != run.again.order),
}
