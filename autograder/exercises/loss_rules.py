"""What wrong rules make of the losses and sizes of an epoch's batches.

A detector computes these and asks whether a student's numbers agree with one of them throughout.
"""

from collections.abc import Callable, Iterable, Sequence

from autograder.exercises.values import close

SCALE = 1e-3  # losses are compared to five digits of this, or of their size
Epoch = tuple[Sequence[float], Sequence[int]]  # the mean losses of its batches, and their sizes
Rule = Callable[
    [Sequence[Epoch]], list[float]
]  # of the epochs so far: what may be said of the last


def mean(epoch: Epoch) -> float:
    """The mean loss per sample: the right one."""
    return _sum(epoch) / sum(epoch[1])


def mean_of_means(epochs: Sequence[Epoch]) -> list[float]:
    """The plain mean of the batch losses."""
    losses = epochs[-1][0]
    return [sum(losses) / len(losses)]


def last_batch(epochs: Sequence[Epoch]) -> list[float]:
    """The loss of the last batch."""
    return [epochs[-1][0][-1]]


def wrong_divisors(epochs: Sequence[Epoch]) -> list[float]:
    """A sum of losses, over samples or over batches, by each divisor that people choose."""
    losses, sizes = epochs[-1]
    n, steps, size, tail = sum(sizes), len(sizes), sizes[0], sizes[-1]
    full = n // size
    divisors = (1, steps, steps - 1 or 1, steps * size, full, full * size, n / size, size, tail)
    samples, batches = _sum(epochs[-1]), sum(losses)
    return [*(samples / d for d in divisors), *(batches / d for d in (*divisors, n))]


def running(epochs: Sequence[Epoch]) -> list[float]:
    """Sums that run on through all epochs, by the divisors of one epoch or of all."""
    samples, batches = _sum_over(epochs, _sum), _sum_over(epochs, lambda epoch: sum(epoch[0]))
    n, steps = sum(epochs[-1][1]), len(epochs[-1][0])
    all_steps = _sum_over(epochs, lambda epoch: len(epoch[0]))
    all_n = _sum_over(epochs, lambda epoch: sum(epoch[1]))
    return [samples, samples / n, samples / all_n, batches / steps, batches / all_steps, batches]


def agrees(rule: Rule, told: Iterable[tuple[Sequence[Epoch], float]]) -> bool:
    """Whether one of the rule's numbers is told of every last epoch."""
    fits = [[close(value, v, scale=SCALE) for v in rule(epochs)] for epochs, value in told]
    return bool(fits) and any(all(column) for column in zip(*fits, strict=True))


def _sum(epoch: Epoch) -> float:
    return sum(loss * size for loss, size in zip(*epoch, strict=True))


def _sum_over(epochs: Sequence[Epoch], of: Callable[[Epoch], float]) -> float:
    return sum(of(epoch) for epoch in epochs)
