"""Lesson 10's workbench: a plain training loop runs under the exercises' trace, and its report is held against it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from autograder.exercises.tape import Step, Tape
from autograder.exercises.trace import Samples
from autograder.lab.figures.trace_grid import Traced
from autograder.sgd import Ledger

Array = NDArray[np.float64]
Loop = Callable[[Samples, Callable[..., Array], int, int], tuple[Array, Sequence[float]]]
"""Takes samples, a gradient, the batch size and the epochs; returns the last weights and what it reported."""


@dataclass(frozen=True)
class Trace:
    """What a loop really did: weights before each update and the samples behind it, and the last weights."""

    samples: Samples
    weights: list[Array]
    rows: list[list[int]]
    last: Array
    ledger: Ledger


@dataclass
class Suspects:
    """Loops by name, each as a function that runs it under the trace."""

    loops: dict[str, Callable[[int, int, int], Traced]] = field(default_factory=dict)

    def add(
        self, name: str, quantity: str, truth: Callable[[Trace], Sequence[float]]
    ) -> Callable[[Loop], Loop]:
        """Decorates a loop that reports ``quantity`` after each update; ``truth`` reads it from the trace."""

        def register(loop: Loop) -> Loop:
            def traced(n_samples: int, batch_size: int, num_epochs: int) -> Traced:
                try:
                    trace, reported = run(loop, n_samples, batch_size, num_epochs)
                except ZeroDivisionError:
                    raise ValueError(
                        f"{name}: the loop divides by zero, for int(n / B) is 0."
                    ) from None
                return Traced(trace.rows, quantity, reported, truth(trace))

            self.loops[name] = traced
            return loop

        return register


def run(
    loop: Loop, n_samples: int, batch_size: int, num_epochs: int
) -> tuple[Trace, Sequence[float]]:
    """One run of a loop: its trace and its report."""
    samples = Samples(n_samples, 2, np.random.default_rng(4))
    tape = Tape(samples)
    last, reported = loop(samples, tape.gradient, batch_size, num_epochs)
    ledger = Ledger(n_samples, batch_size, num_epochs=num_epochs)
    weights, rows = updates(tape.steps, last)
    return Trace(samples, weights, rows, last, ledger), reported


def updates(calls: Sequence[Step], last: Array) -> tuple[list[Array], list[list[int]]]:
    """Calls of the gradient at the same weights are one update; those at the last weights became none."""
    weights: list[Array] = []
    rows: list[list[int]] = []
    for call in calls:
        if weights and np.array_equal(weights[-1], call.w):
            rows[-1].extend(call.rows)
        else:
            weights.append(call.w)
            rows.append(list(call.rows))
    if weights and np.array_equal(weights[-1], last):
        weights.pop()
        rows.pop()
    return weights, rows


def samples_behind(trace: Trace) -> list[int]:
    """How many samples' gradients went into each update."""
    return [len(rows) for rows in trace.rows]


def passes_so_far(trace: Trace) -> list[float]:
    """Samples processed after each update, in passes over the data."""
    return list(np.cumsum(samples_behind(trace)) / trace.samples.n)


def rates_used(trace: Trace) -> list[float]:
    """The learning rate of each update: the length of the step by the length of the gradient."""
    pairs = zip(trace.weights, trace.rows, strict=True)
    lengths = [np.linalg.norm(trace.samples.gradient(w, rows)) for w, rows in pairs]
    moved = np.linalg.norm(np.diff([*trace.weights, trace.last], axis=0), axis=1)
    return [float(step / length) for step, length in zip(moved, lengths, strict=True)]


def epoch_losses(trace: Trace) -> list[float]:
    """At the end of each pass the mean of the losses that its samples had when they were used; else nan."""
    pairs = zip(trace.weights, trace.rows, strict=True)
    sums = [len(rows) * trace.samples.loss(w, rows) for w, rows in pairs]
    steps = trace.ledger.steps_per_epoch
    found = [float("nan")] * len(sums)
    for end in range(steps, len(sums) + 1, steps):
        found[end - 1] = sum(sums[end - steps : end]) / trace.samples.n
    return found


def step_numbers(trace: Trace) -> list[int]:
    """1, 2, 3, …"""
    return [number + 1 for number in range(len(trace.rows))]
