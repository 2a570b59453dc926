"""The ledger: from a plan (samples, batch size, epochs or steps) the account of everything else.

Counting only: no data, no weights. Lesson 1 introduces it; lesson 6 uses ``steps_per_epoch``.
"""

from dataclasses import dataclass, fields
from typing import Any, TypedDict

from autograder.sgd.arguments import one_of, whole

PADDINGS = ("none", "even", "full", "cut")


class Counts(TypedDict, total=False):
    """How long a run is and what a step and an epoch are: arguments of ``Ledger``, which says more."""

    num_epochs: int | None
    steps: int | None
    drop_last: bool
    steps_per_epoch: int | None
    accumulation: int


@dataclass(frozen=True, init=False)
class Ledger:
    """The account of one run: batches, steps, samples and passes that a plan comes to (lesson 1).

    A **pass** goes once through the data: batches of ``batch_size`` samples on each of ``devices``,
    then the tail, unless ``drop_last`` skips it. A **step** is one update; it uses ``accumulation``
    batches of a pass, the last step of a pass perhaps fewer. An **epoch** is one pass, unless
    ``steps_per_epoch`` sets it as a boundary in an endless stream of passes.

    Args:
        n_samples: number of training samples, n.
        batch_size: samples in a batch on one device, B.
        num_epochs: length of the run in epochs; 1 where neither it nor ``steps`` is given.
        steps: length of the run in steps (``max_steps`` of some frameworks), instead of epochs.
        drop_last: skip the tail of every pass.
        steps_per_epoch: steps after which an epoch is said to end; by default those of one pass.
        accumulation: batches whose gradients are averaged into one step.
        devices: devices that work on a batch each at the same time.
        padding: how several devices share samples that do not come out even. ``"none"`` they are
            shared as they are; ``"even"`` a few are repeated, so that all devices have equally
            many; ``"full"`` so many are repeated that all devices have full batches; ``"cut"`` a
            few are left out. On one device it changes nothing (lesson 9).

    Raises:
        ValueError: for an impossible plan, saying which argument and why.
    """

    n_samples: int
    batch_size: int
    num_epochs: int | None
    steps: int | None
    drop_last: bool
    steps_per_epoch: int
    accumulation: int
    devices: int
    padding: str

    def __init__(
        self,
        n_samples: int,
        batch_size: int,
        *,
        num_epochs: int | None = None,
        steps: int | None = None,
        drop_last: bool = False,
        steps_per_epoch: int | None = None,
        accumulation: int = 1,
        devices: int = 1,
        padding: str = "none",
    ) -> None:
        if num_epochs is not None and steps is not None:
            raise ValueError(
                f"Give num_epochs or steps, not both (num_epochs={num_epochs}, steps={steps}): "
                "each alone fixes the length of the run."
            )
        if num_epochs is None and steps is None:
            num_epochs = 1
        self._set("n_samples", whole("n_samples", n_samples, at_least=1))
        self._set("batch_size", whole("batch_size", batch_size, at_least=1))
        self._set(
            "num_epochs",
            None if num_epochs is None else whole("num_epochs", num_epochs, at_least=1),
        )
        self._set("steps", None if steps is None else whole("steps", steps, at_least=1))
        self._set("drop_last", bool(drop_last))
        self._set("accumulation", whole("accumulation", accumulation, at_least=1))
        self._set("devices", whole("devices", devices, at_least=1))
        one_of("padding", padding, PADDINGS)
        self._set("padding", padding if self.devices > 1 else "none")
        if not self.offered:
            raise ValueError(
                f"n_samples = {self.n_samples} on {self.devices} devices leaves none for each of "
                "them, and padding = 'cut' leaves out what does not come out even."
            )
        if self.drop_last and self.global_batch_size > self.offered:
            raise ValueError(
                f"batch_size = {self.global_batch_size} is larger than n_samples = "
                f"{self.offered}, and drop_last skips every smaller batch: no step would be "
                "left. Use a smaller batch_size or drop_last=False."
            )
        if steps_per_epoch is None:
            self._set("steps_per_epoch", self.steps_per_pass)
        else:
            self._set("steps_per_epoch", whole("steps_per_epoch", steps_per_epoch, at_least=1))

    def _set(self, name: str, value: int | bool | str | None) -> None:
        object.__setattr__(self, name, value)

    # One pass over the data.

    @property
    def global_batch_size(self) -> int:
        """Samples in one batch over all devices."""
        return self.batch_size * self.devices

    @property
    def effective_batch_size(self) -> int:
        """Samples behind one full step: batch_size × devices × accumulation."""
        return self.global_batch_size * self.accumulation

    @property
    def offered(self) -> int:
        """Samples that a pass hands to the devices: n_samples, plus repeated, less left out."""
        if self.padding == "even":
            return self.n_samples + -self.n_samples % self.devices
        if self.padding == "full" and not self.drop_last:
            return self.n_samples + -self.n_samples % self.global_batch_size
        if self.padding == "cut":
            return self.n_samples - self.n_samples % self.devices
        return self.n_samples

    @property
    def remainder(self) -> int:
        """Samples offered mod batch size: what is left over when full batches have been cut."""
        return self.offered % self.global_batch_size

    @property
    def tail(self) -> int:
        """Samples in the last, smaller batch of a pass; 0 where there is none or it is dropped."""
        return 0 if self.drop_last else self.remainder

    @property
    def dropped(self) -> int:
        """Samples offered that every pass skips, because of drop_last."""
        return self.remainder if self.drop_last else 0

    @property
    def samples_per_pass(self) -> int:
        """Samples used in one pass, repeated ones as often as they are used."""
        return self.offered - self.dropped

    @property
    def batches_per_pass(self) -> int:
        """Batches in one pass: ⌈n/B⌉ with the tail kept, ⌊n/B⌋ with it dropped."""
        return -(-self.samples_per_pass // self.global_batch_size)

    @property
    def steps_per_pass(self) -> int:
        """Updates in one pass: ⌈batches / accumulation⌉."""
        return -(-self.batches_per_pass // self.accumulation)

    @property
    def batch_sizes(self) -> tuple[int, ...]:
        """Samples in each batch of one pass, in order."""
        return _cut(self.samples_per_pass, self.global_batch_size)

    @property
    def step_sizes(self) -> tuple[int, ...]:
        """Samples behind each update of one pass, in order; batch_sizes without accumulation."""
        return _cut(self.samples_per_pass, self.effective_batch_size)

    # The whole run.

    @property
    def updates(self) -> int:
        """Updates of the weights in the whole run."""
        if self.steps is not None:
            return self.steps
        assert self.num_epochs is not None  # __init__ leaves exactly one of the two
        return self.num_epochs * self.steps_per_epoch

    @property
    def epochs(self) -> float:
        """Length of the run in epochs; a fraction where ``steps`` ends it inside one."""
        return self.updates / self.steps_per_epoch

    @property
    def epochs_begun(self) -> int:
        """Epochs of which at least one step is done, the last perhaps not to its end."""
        return -(-self.updates // self.steps_per_epoch)

    @property
    def samples_processed(self) -> int:
        """Samples used in the whole run, each counted as often as it was used."""
        return self.samples_after(self.updates)

    @property
    def passes(self) -> float:
        """How often the run used the average sample: samples_processed / n_samples."""
        return self.samples_processed / self.n_samples

    def samples_after(self, steps: int) -> int:
        """Samples processed in the first ``steps`` steps."""
        full_passes, rest = divmod(steps, self.steps_per_pass)
        in_rest = min(rest * self.effective_batch_size, self.samples_per_pass)
        return full_passes * self.samples_per_pass + in_rest

    @property
    def epoch_is_pass(self) -> bool:
        """Whether an epoch is exactly one pass over the data."""
        return self.steps_per_epoch == self.steps_per_pass

    def sentence(self) -> str:
        """Say the plan in words: "n = 1000, batch size 96: 11 steps per epoch, the last has 40 samples"."""
        parts = [f"n = {self.n_samples}, batch size {self._batch_size_in_words()}"]
        parts.append(f": {_count(self.steps_per_epoch, 'step')} per epoch")
        if not self.epoch_is_pass:
            passes = self.samples_after(self.steps_per_epoch) / self.n_samples
            what = f"about {passes:.3g}" if round(passes, 2) != passes else f"{passes:g}"
            parts.append(f", so an epoch is {what} {'pass' if passes == 1 else 'passes'}")
        elif self.step_sizes[-1] < self.effective_batch_size:
            size = _count(self.step_sizes[-1], "sample")
            parts.append(
                f", the last has {size}" if self.steps_per_pass > 1 else f", with all {size}"
            )
        if self.dropped:
            parts.append(f"; {_count(self.dropped, 'sample')} skipped in every pass")
        if self.offered > self.n_samples:
            repeated = _count(self.offered - self.n_samples, "sample")
            parts.append(f"; {repeated} repeated in every pass, to make the devices even")
        elif self.offered < self.n_samples:
            left_out = _count(self.n_samples - self.offered, "sample")
            parts.append(f"; {left_out} left out of every pass, to make the devices even")
        return "".join(parts)

    def _batch_size_in_words(self) -> str:
        if self.effective_batch_size == self.batch_size:
            return str(self.batch_size)
        factors = [str(self.batch_size)]
        if self.devices > 1:
            factors.append(f"{self.devices} devices")
        if self.accumulation > 1:
            factors.append(f"{self.accumulation} accumulated")
        return f"{' × '.join(factors)} = {self.effective_batch_size}"

    def account(self) -> dict[str, Any]:
        """Return the whole account as a plain dict, plan first; what a table in a lesson shows."""
        plan = {field.name: getattr(self, field.name) for field in fields(self)}
        return plan | {
            "effective_batch_size": self.effective_batch_size,
            "batches_per_pass": self.batches_per_pass,
            "steps_per_pass": self.steps_per_pass,
            "tail": self.tail,
            "dropped": self.dropped,
            "updates": self.updates,
            "samples_processed": self.samples_processed,
            "passes": self.passes,
        }


def _cut(total: int, size: int) -> tuple[int, ...]:
    full, rest = divmod(total, size)
    return (size,) * full + ((rest,) if rest else ())


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
