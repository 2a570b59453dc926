"""The plan of a run: one ledger, or one after the other where the batch size changes.

From it follows everything that the training loop need not record: in which epoch a step stands,
which samples it used, how many had been processed.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Unpack

import numpy as np
from numpy.typing import NDArray

from autograder.sgd.arguments import Indices, one_of, whole
from autograder.sgd.batches import SCHEMES, order
from autograder.sgd.ledger import Counts, Ledger


@dataclass(frozen=True)
class Phase:
    """A stretch of a run with one ledger.

    Attributes:
        ledger: the account of this stretch alone.
        first_step, first_epoch, first_sample: what the stretches before it come to.
    """

    ledger: Ledger
    first_step: int = 0
    first_epoch: int = 0
    first_sample: int = 0


@dataclass(frozen=True)
class Plan:
    """Counts and orders of a run.

    Attributes:
        phases: stretches with one batch size each, in time; mostly there is one.
        scheme: scheme of the orders.
        seed: seed of the orders, or one for each run.
    """

    phases: tuple[Phase, ...]
    scheme: str
    seed: int | tuple[int, ...]

    @classmethod
    def of(
        cls,
        n_samples: int,
        batch_size: int | Sequence[int],
        *,
        scheme: str,
        seed: int | Sequence[int],
        **counts: Unpack[Counts],
    ) -> "Plan":
        """Make the plan from the arguments of ``steps``."""
        one_of("scheme", scheme, SCHEMES)
        if not isinstance(batch_size, Sequence | np.ndarray):
            sizes = [(batch_size, counts.get("num_epochs"))]
        else:
            _check_one_size_an_epoch(batch_size, counts)
            sizes = [(size, len(list(epochs))) for size, epochs in groupby(batch_size)]
        phases: list[Phase] = []
        step = epoch = sample = 0
        for size, epochs in sizes:
            ledger = Ledger(n_samples, size, **(counts | {"num_epochs": epochs}))
            phases.append(Phase(ledger, step, epoch, sample))
            step += ledger.updates
            epoch += ledger.epochs_begun
            sample += ledger.samples_processed
        return cls(tuple(phases), scheme, _seeds(seed))

    @property
    def runs(self) -> tuple[int, ...]:
        """Shape of the runs that have orders of their own: (runs,), or () for one order."""
        return () if isinstance(self.seed, int) else (len(self.seed),)

    @property
    def updates(self) -> int:
        """Updates in the whole run."""
        return self.phases[-1].first_step + self.phases[-1].ledger.updates

    def phase(self, index: int) -> Phase:
        """Return the phase of step number ``index``, from 0; the last one after the end."""
        return self.phases[bisect_right(self._first_steps, index) - 1]

    def epoch(self, index: int) -> int:
        """Return the epoch, from 0, of step number ``index``."""
        phase = self.phase(index)
        return phase.first_epoch + (index - phase.first_step) // phase.ledger.steps_per_epoch

    def batch_index(self, index: int) -> int:
        """Return the place in its epoch, from 0, of step number ``index``."""
        phase = self.phase(index)
        return (index - phase.first_step) % phase.ledger.steps_per_epoch

    def epochs_from(self, step: int) -> Iterator[tuple[int, int]]:
        """Yield each epoch that is not over after ``step`` steps, with the step that it ends at."""
        for phase in self.phases:
            size = phase.ledger.steps_per_epoch
            done = max(step - phase.first_step, 0) // size
            for epoch in range(done, phase.ledger.epochs_begun):
                yield phase.first_epoch + epoch, phase.first_step + (epoch + 1) * size

    def samples(self, index: int) -> Indices:
        """Return the samples of step number ``index``: (size,), or (runs, size) with own orders."""
        phase = self.phase(index)
        ledger = phase.ledger
        passes, step = divmod(index - phase.first_step, ledger.steps_per_pass)
        start = step * ledger.effective_batch_size
        stop = min(start + ledger.effective_batch_size, ledger.samples_per_pass)
        return self.order(phase.first_epoch + passes)[..., start:stop]

    def order(self, number: int) -> Indices:
        """Return the order of pass ``number``: (n_samples,), or (runs, n_samples)."""
        n_samples = self.phases[0].ledger.n_samples
        if isinstance(self.seed, int):
            return order(n_samples, seed=self.seed, epoch=number, scheme=self.scheme)
        return np.stack(
            [order(n_samples, seed=s, epoch=number, scheme=self.scheme) for s in self.seed]
        )

    def table(self, first: int, count: int) -> NDArray[np.intp]:
        """Return epoch, batch index, batch size and samples processed, shape (4, count).

        The columns are the steps from number ``first``, from 0, on.
        """
        columns = []
        for phase in self.phases:
            start = max(first - phase.first_step, 0)
            stop = min(first + count - phase.first_step, phase.ledger.updates)
            if start >= stop:
                continue
            ledger, index = phase.ledger, np.arange(start, stop)
            sizes = np.array(ledger.step_sizes)[index % ledger.steps_per_pass]
            before = phase.first_sample + ledger.samples_after(start)
            columns.append(
                np.stack(
                    [
                        phase.first_epoch + index // ledger.steps_per_epoch,
                        index % ledger.steps_per_epoch,
                        sizes,
                        before + np.cumsum(sizes),
                    ]
                )
            )
        return np.concatenate(columns, axis=1)

    @cached_property
    def _first_steps(self) -> list[int]:
        return [phase.first_step for phase in self.phases]


def _seeds(seed: int | Sequence[int]) -> int | tuple[int, ...]:
    if not isinstance(seed, Sequence | np.ndarray):
        return whole("seed", seed)
    if len(seed) == 0:
        raise ValueError("seed must name at least one run; it is empty.")
    return tuple(whole(f"seed[{index}]", one) for index, one in enumerate(seed))


def _check_one_size_an_epoch(batch_size: Sequence[int], counts: Counts) -> None:
    for name in ("steps", "steps_per_epoch"):
        if (value := counts.get(name)) is not None:
            raise ValueError(
                f"batch_size with one number for each epoch leaves no room for {name} = {value}: "
                "its epochs are passes, and their number is its length."
            )
    num_epochs = counts.get("num_epochs")
    if len(batch_size) == 0 or num_epochs not in (None, len(batch_size)):
        raise ValueError(
            f"batch_size has {len(batch_size)} numbers, one for each epoch; "
            f"num_epochs is {num_epochs}."
        )
