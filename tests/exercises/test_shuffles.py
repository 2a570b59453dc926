"""Which orders pass for a shuffle: all ways to draw a fair one, and none that only mixes a little."""

from itertools import count

import numpy as np
import pytest

from autograder.exercises import shuffles
from autograder.exercises.engine import judge
from autograder.exercises.registry import load
from autograder.exercises.verdict import PASSED
from tests.claims import false_claims

SEEDS = 100
SIZES = ((13, 5), (14, 4), (4, 2), (shuffles.MANY, 40))


def _swapped(order, i, j):
    order[i], order[j] = order[j], order[i]


def _from_last(order, rng, *, stop=0, step=-1, below=1):
    """Swap each sample, from the last to before ``stop``, with one at or before its place."""
    for i in range(len(order) - 1, stop, step):
        _swapped(order, i, int(rng.integers(i + below)))
    return order


def _with_any(order, rng, places):
    """Swap the sample at each place with one at any place: not every order is as likely."""
    for i in places:
        _swapped(order, i, int(rng.integers(len(order))))
    return order


def _swaps(order, rng, number, reach=None):
    for _ in range(number):
        i = int(rng.integers(len(order) - (reach or 0)))
        _swapped(order, i, i + reach if reach else int(rng.integers(len(order))))
    return order


def _in_blocks(order, rng, size):
    return [x for i in range(0, len(order), size) for x in rng.permutation(order[i : i + size])]


FAIR = {
    "permutation": lambda order, rng: rng.permutation(order),
    "shuffle": lambda order, rng: rng.shuffle(order) or order,
    "argsort": lambda order, rng: np.argsort(rng.random(len(order))),
    "choice": lambda order, rng: rng.choice(order, len(order), replace=False),
    "one by one": lambda order, rng: [order.pop(int(rng.integers(len(order)))) for _ in order[:]],
    "swap by swap": _from_last,
}
MILD = {
    "a cycle through all": lambda order, rng: _from_last(order, rng, below=0),
    "every second swap left out": lambda order, rng: _from_last(order, rng, step=-2),
    "the last swap left out": lambda order, rng: _from_last(order, rng, stop=1),
    "every second with the next": lambda order, rng: _in_blocks(order, rng, 2),
    "neighbours": lambda order, rng: _swaps(order, rng, 3 * len(order), reach=1),
    "many neighbours": lambda order, rng: _swaps(order, rng, 10 * len(order), reach=1),
    "a few swaps": lambda order, rng: _swaps(order, rng, 6),
    "blocks of 3": lambda order, rng: _in_blocks(order, rng, 3),
    "blocks of 6": lambda order, rng: _in_blocks(order, rng, 6),
    "blocks, rotated": lambda order, rng: np.roll(_in_blocks(order, rng, 5), rng.integers(99)),
    "turned round or not": lambda order, rng: order[:: int(rng.choice([1, -1]))],
    "rotation": lambda order, rng: np.roll(order, rng.integers(len(order))),
    "even before odd": lambda order, rng: [*rng.permutation(order[::2]), *rng.permutation(order[1::2])],
    "a noisy sorting": lambda order, rng: np.argsort(np.arange(len(order)) + rng.normal(0, 6, len(order))),
    "a noisy turning": lambda order, rng: np.argsort(rng.normal(0, 6, len(order)) - np.arange(len(order))),
    "swaps with any place": lambda order, rng: _with_any(order, rng, range(len(order))),
    "from the last, swaps with any place": lambda order, rng: _with_any(order, rng, range(len(order))[::-1]),
}  # fmt: skip
GOES_ON = (
    "a cycle through all",
    "neighbours",
    "a few swaps",
    "turned round or not",
    "rotation",
    "swaps with any place",
)


def _epochs(draw, n, size, rng, goes_on=False):
    order, epochs = list(range(n)), []
    for _ in range(shuffles.EPOCHS):
        order = [int(row) for row in draw(order if goes_on else list(range(n)), rng)]
        epochs.append([order[i : i + size] for i in range(0, n, size)])
    return epochs


@pytest.mark.parametrize("name", FAIR)
def test_a_fair_shuffle_passes_with_every_seed(name):
    for seed in range(SEEDS):
        for n, size in SIZES:
            rng = np.random.default_rng([seed, n])
            assert shuffles.told(_epochs(FAIR[name], n, size, rng)) == ""


@pytest.mark.parametrize(
    ("name", "goes_on"), [*((name, False) for name in MILD), *((name, True) for name in GOES_ON)]
)
def test_a_mild_one_never_does(name, goes_on):
    for seed in range(SEEDS // 10):
        found = [
            shuffles.told(
                _epochs(MILD[name], n, size, np.random.default_rng([seed, n]), goes_on), "pass"
            )
            for n, size in SIZES
        ]
        assert any(found)
        assert "passs" not in "".join(found)


@pytest.mark.parametrize("first", [[0, 1, 1], [0, 1], [0, 1, 2, 0, 1, 2]])
def test_what_is_no_order_of_the_samples_is_left_to_other_checks(first):
    assert shuffles.told([[first], *[[[0, 1, 2]]] * 99]) == ""
    assert shuffles.told([*[[[0, 1, 2]]] * 99, [first]]) == ""


@pytest.mark.slow
def test_batches_that_grow_are_told_so_and_crash_no_check():
    def batch_stream(X, y, batch_size, rng):
        rows = []
        for row in (row for _ in count() for row in rng.permutation(len(X))):
            rows.append(row)
            if len(rows) % batch_size == 0:
                yield X[rows], y[rows]

    for seed in (None, "a"):
        assert judge(load("ps4.batch_stream"), batch_stream, seed).fraction < 0.8
        assert false_claims("ps4.batch_stream", batch_stream, seed) == []


def _programs(draw):
    def minibatches(X, y, batch_size, rng, drop_last=False):
        order = np.array(draw(list(range(len(X))), rng))
        stop = len(X) // batch_size * batch_size if drop_last else len(X)
        parts = [order[i : min(i + batch_size, stop)] for i in range(0, stop, batch_size)]
        return [(X[part], y[part]) for part in parts]

    def batch_stream(X, y, batch_size, rng):
        for _ in count():
            yield from minibatches(X, y, batch_size, rng)

    return {"ps1.minibatches": minibatches, "ps4.batch_stream": batch_stream}


@pytest.mark.slow
@pytest.mark.parametrize("id", ["ps1.minibatches", "ps4.batch_stream"])
def test_programs_are_judged_by_their_shuffle_and_told_the_truth(id):
    for name, draw in FAIR.items():
        assert judge(load(id), _programs(draw)[id], "a").outcome == PASSED, name
    for name, draw in MILD.items():
        program = _programs(draw)[id]
        for seed in ("a", "b"):
            assert judge(load(id), program, seed).fraction < 1, name
            assert false_claims(id, program, seed) == [], name
