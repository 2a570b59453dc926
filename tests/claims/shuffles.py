"""What is said of orders that are no shuffles, held against many epochs (or passes) alone."""

import re
from itertools import pairwise

from tests.claims.truth import numbers


def _flat(epochs):
    return [[row for batch in epoch for row in batch] for epoch in epochs]


def _relative(orders, what):
    """The orders, with the samples numbered by their places in storage, in the first, or in the one before."""
    if what == "storage":
        return orders
    firsts = orders if "before" in what else orders[:1] * len(orders)
    return [
        [first.index(row) for row in order]
        for first, order in zip(firsts, orders[1:], strict=False)
    ]


def _pairs(orders):
    return [pair for order in orders for pair in pairwise(order)]


def _next_to(orders, share):
    apart = [abs(a - b) for a, b in _pairs(orders)]
    near = sum(step in (1, len(orders[0]) - 1) for step in apart)
    return f"{near / len(apart):.0%}" == share and near > len(apart) / 3


def _away(orders):
    """How far samples come from their places, on average, as a share of what chance does."""
    n = len(orders[0])
    total = sum(abs(i - row) for order in orders for i, row in enumerate(order))
    return total / (len(orders) * (n * n - 1) / 3)


def _at_home(orders):
    return sum(row == i for order in orders for i, row in enumerate(order))


def _sides(orders, before, after):
    """Whether so many come before and after their places, and others than in a shuffle of all of them."""
    places = [(i, row) for order in orders for i, row in enumerate(order)]
    shares = [
        sum(test) / len(places) for test in ((i < r for i, r in places), (i > r for i, r in places))
    ]
    fair = (1 - 1 / len(orders[0])) / 2
    return [f"{share:.0%}" for share in shares] == [before, after] and max(shares) > 1.02 * fair


def _ahead(orders, share, step):
    n = len(orders[0])
    ahead = [(b - a) % n for a, b in _pairs(orders)].count(int(step))
    return f"{ahead / len(_pairs(orders)):.0%}" == share and ahead > 1.5 * len(orders)


def _came(orders, sample, times, place):
    count = sum(order[int(place)] == int(sample) for order in orders)
    fair = len(orders) / len(orders[0])
    return count == int(times) and abs(count - fair) > 2 * fair**0.5


def shuffle_claims(epochs_of, name, plural):
    """The sentences about orders, of runs whose epochs ``epochs_of`` gives as batches."""

    def many(test):
        return lambda runs, m: any(
            test(epochs_of(run), m) for run in runs if len(epochs_of(run)) == int(m[1])
        )

    def seen_from(test):
        return many(lambda epochs, m: test(_relative(_flat(epochs), m["what"]), m))

    what = rf"(?P<what>storage|{name} 1|the {name} before)"
    count = re.escape(plural)
    return [
        (
            rf"In all (\d+) {count} the batches were the same groups of samples\.",
            many(lambda epochs, m: len({frozenset(map(frozenset, e)) for e in epochs}) == 1),
        ),
        (
            rf"In (\d+) {count}, (\d+%) of the samples came next to a neighbour of {what}\.",
            seen_from(lambda orders, m: _next_to(orders, m[2])),
        ),
        (
            rf"In all (\d+) {count}, sample (\d+) came at the same place\.",
            many(lambda epochs, m: len({o.index(int(m[2])) for o in _flat(epochs)}) == 1),
        ),
        (
            rf"In all (\d+) {count}, the last batch was made of (.+)\.",
            many(lambda epochs, m: numbers(m[2]) <= {row for e in epochs for row in e[-1]}),
        ),
        (
            rf"In (\d+) {count}, the samples were on average nearer to the places that they have in {what} "
            r"than a fair shuffle puts them\.",
            seen_from(lambda orders, m: _away(orders) < 0.95),
        ),
        (
            rf"In (\d+) {count}, samples that are early in {what} came late, and late ones early\.",
            seen_from(lambda orders, m: _away(orders) > 1.05),
        ),
        (
            rf"In (\d+) {count}, (\d+%) of the samples came before the places that they have in "
            rf"{what}, (\d+%) after them\.",
            seen_from(lambda orders, m: _sides(orders, m[2], m[4])),
        ),
        (
            rf"In (\d+) {count}, samples came (never|\d+ times) at the places that they have in {what}\.",
            seen_from(
                lambda orders, m: _at_home(orders) == int(m[2].split()[0].replace("never", "0"))
            ),
        ),
        (
            rf"In (\d+) {count}, (\d+%) of the samples were followed by the one (\d+) places on in {what}\.",
            seen_from(lambda orders, m: _ahead(orders, m[2], m[3])),
        ),
        (
            rf"In (\d+) {count}, the sample at place (\d+) of {what} came (\d+) times at place (\d+) \(from 0\)\.",
            seen_from(lambda orders, m: _came(orders, m[2], m[4], m[5])),
        ),
    ]
