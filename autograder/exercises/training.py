"""One recorded training: what a student's loop asked for, in order, and what it returned."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np

from autograder.exercises.content import Nothing
from autograder.exercises.grid import Grid
from autograder.exercises.loss_rules import SCALE, Epoch, mean
from autograder.exercises.tape import Asked, Event, Step, Tape, Validated, without_repeats
from autograder.exercises.trace import Array, Samples, first_weights
from autograder.exercises.values import array, close, numbers
from autograder.exercises.words import listed, shown

FEATURES = 3
NEAR = 0.05  # to the best weights
NO_CALLS = Nothing("`loss_and_gradient` was never called.")
TOGETHER = "each row of X comes with its own y"
Call = Callable[[Array, Tape, np.random.Generator], Any]


@dataclass(frozen=True, eq=False, kw_only=True)
class Training(ABC):
    """A training on a case, from the weights ``w`` on.

    ``events`` are the calls that it made, in their order. An exercise says in ``led_to`` where a step
    should lead, in ``parts`` which steps share a recorded loss (those of an epoch, if it does not say), and
    in ``end`` where the last step led.
    """

    unit: ClassVar[str] = "epoch"  # what a recorded loss belongs to
    name: ClassVar[str] = "epoch_losses"  # of the list of recorded losses
    keys: ClassVar[tuple[str, ...]] = ("",)  # of the history; "" if it is a list itself
    marks_missing: ClassVar[bool] = True  # in the picture: samples that an epoch did not use

    case: Any
    data: Samples
    w: Array
    events: Sequence[Event]
    result: Any
    untouched: bool

    @abstractmethod
    def led_to(self, steps: Sequence[Step]) -> Array:
        """The weights after these first steps (at least one), by the rule that was asked for."""

    @classmethod
    def of(cls, case: Any, call: Call, dtype: type = np.float64, **more: Any) -> Self:
        """The training that a ``call`` makes with what the case's seed gives, weights of this type among it."""
        w, tape, rng = set_up(case)
        given: Array = w.astype(dtype)
        before = given.copy()
        result = call(given, tape, rng)
        return cls(
            case=case,
            data=tape.data,
            w=before.astype(float),
            events=tape.events,
            result=result,
            untouched=np.array_equal(given, before),
            **more,
        )

    @property
    def parts(self) -> list[list[Step]]:
        """The steps that share a recorded loss, one list for each number that is due."""
        return self.epochs

    @property
    def end(self) -> Array | None:
        """The weights after the last step, where they are known: those that were returned."""
        return self.weights

    @property
    def problem(self) -> str | None:
        """What is missing in the result."""
        if self.weights is None:
            return "The result is no pair that begins with an array of weights."
        for key in self.keys:
            if self.told(key) is None:
                under = f'There is no list of numbers under `history["{key}"]`.'
                return under if key else "The result does not end with a list of numbers."
        return None

    @property
    def written(self) -> str | None:
        """What happened where the weights that were passed in have changed."""
        return None if self.untouched else "After the call, the w passed in had changed."

    @property
    def made(self) -> str:
        """How many steps were made."""
        return f"For {self.case}, you made {len(self.steps)} steps."

    @cached_property
    def calls(self) -> list[Step]:
        """All calls for loss and gradient."""
        return [event for event in self.events if isinstance(event, Step)]

    @cached_property
    def asked(self) -> list[Asked]:
        """The calls for batches."""
        return [event for event in self.events if isinstance(event, Asked)]

    @cached_property
    def given(self) -> list[list[int]]:
        """The batches that came of them."""
        return [rows for asked in self.asked for rows in asked.batches]

    @cached_property
    def validated(self) -> list[Validated]:
        """The calls of ``validate``."""
        return [event for event in self.events if isinstance(event, Validated)]

    @cached_property
    def complete(self) -> bool:
        """Whether each given batch made its step, each from where the step before should lead.

        Other calls may be there as well, at weights of the way: they only look.
        """
        if not 0 < len(self._walk) == len(self.given):
            return False
        if len(self.calls) == len(self._walk):
            return True
        way = [*(step.w for step in self._walk), self.led_to(self._walk)]
        return all(any(close(call.w, w) for w in way) for call in self.calls)

    @cached_property
    def steps(self) -> list[Step]:
        """The calls that made steps.

        Of a complete training these are one for each batch; who asks again, for a print or for the
        second of two results, makes no step. Else they are all calls but repeats.
        """
        if self.complete:
            return self._walk
        return [event for event in without_repeats(self.events) if isinstance(event, Step)]

    @cached_property
    def reached(self) -> list[Array]:
        """Where each step led, as far as it is known: the next step's weights, or the end."""
        end = [] if self.end is None else [self.end]
        return [*(step.w for step in self.steps[1:]), *end]

    @cached_property
    def epochs(self) -> list[list[Step]]:
        """The steps of each epoch: it begins where new batches are asked for."""
        epochs: list[list[Step]] = []
        made = set(map(id, self.steps))
        for event in self.events:
            if isinstance(event, Asked):
                epochs.append([])
            elif id(event) in made and isinstance(event, Step):
                epochs = epochs or [[]]
                epochs[-1].append(event)
        return [epoch for epoch in epochs if epoch]

    @cached_property
    def weights(self) -> Array | None:
        """The weights that were returned."""
        weights = array(self._pair[0]) if self._pair else None
        return weights if weights is not None and weights.shape == self.w.shape else None

    def told(self, key: str = "") -> list[float] | None:
        """The numbers that were returned, those under a key of the history if there is one."""
        values = self._pair[1] if self._pair else None
        if not key:
            return numbers(values)
        return numbers(values.get(key)) if type(values) is dict else None

    @property
    def told_losses(self) -> list[float] | None:
        """The recorded losses of the ``parts``."""
        return self.told(self.keys[0])

    @cached_property
    def recorded(self) -> list[tuple[Sequence[Epoch], float]]:
        """The recorded losses, as far as there are parts for them, each with its part and those before it."""
        parts = [of_batches(part) for part in self.parts]
        told = zip(range(len(parts)), self.told_losses or [], strict=False)
        return [(parts[: number + 1], value) for number, value in told]

    @property
    def apart(self) -> str | None:
        """What happened where rows of X came with the y of others; where nothing was asked, that."""
        if not self.calls:
            return NO_CALLS
        if all(call.matched for call in self.calls):
            return None
        return (
            f"For {self.case}, `loss_and_gradient` got rows of X together with the y of other rows."
        )

    @property
    def off_course(self) -> str | None:
        """What happened at the first step that does not start where it should."""
        if not self.steps:
            return NO_CALLS
        if not close(self.steps[0].w, self.w):
            return "The first step did not start from the w that was passed in."
        for number, after in enumerate(self.reached, start=1):
            before = self.steps[number - 1].w
            if close(after, self.led_to(self.steps[:number])):
                continue
            what = f"step {number} (from 0)" if number < len(self.steps) else "the end"
            if close(after, before):
                return f"For {self.case}, {what} had the weights of step {number - 1}, unchanged."
            return f"For {self.case}, {what} had weights to which step {number - 1} does not lead."
        return None

    @property
    def wrong_loss(self) -> str | None:
        """What happened where a recorded loss is not the mean over the samples of its part."""
        losses = self.told_losses or []
        if not self.parts or len(losses) != len(self.parts):
            return (
                f"For {self.case}, you made {self.counted}; {self.name} has {len(losses)} values."
            )
        for number, part in enumerate(self.parts):
            if not close(losses[number], mean(of_batches(part)), scale=SCALE):
                return self.says(number)
        return None

    @property
    def counted(self) -> str:
        """How many parts there were."""
        return f"{len(self.parts)} {self.unit}{'s' if len(self.parts) != 1 else ''}"

    def says(self, number: int) -> str:
        """The batches of a part, and the loss that was recorded for it."""
        losses, sizes = of_batches(self.parts[number])
        value = (self.told_losses or [])[number]
        batches = "a batch" if len(sizes) == 1 else "batches"
        had = f"{batches} of {listed(sizes)} samples had losses {shown(losses)}"
        which = f"step {number} (from 0)" if self.unit == "step" else f"{self.unit} {number + 1}"
        return f"In {which}, {had}; {self.name} says {value:.4g}."

    @property
    def grid(self) -> Grid:
        """The picture: samples by steps."""
        lengths = [len(epoch) for epoch in self.epochs]
        steps = [step.rows for step in self.steps]
        return Grid(self.case.n_samples, steps, lengths, missing=self.marks_missing)

    @cached_property
    def _walk(self) -> list[Step]:
        """The calls for the given batches, in turn, each at the weights that the one before leads to.

        A call before its batch was given is of another: a pass may have the order of the one before.
        """
        found: list[Step] = []
        given: list[list[int]] = []
        w = self.w
        for event in self.events:
            if isinstance(event, Asked):
                given += event.batches
            elif (
                isinstance(event, Step)
                and given[len(found) : len(found) + 1] == [event.rows]
                and event.matched
                and close(event.w, w)
            ):
                found.append(event)
                w = self.led_to(found)
        return found

    @cached_property
    def _pair(self) -> tuple[Any, Any] | None:
        is_pair = type(self.result) in (tuple, list) and len(self.result) == 2
        return (self.result[0], self.result[1]) if is_pair else None


def set_up(case: Any) -> tuple[Array, Tape, np.random.Generator]:
    """First weights, near the best ones if ``far`` is 0, the tape of a data set, the generator of its batches."""
    rng = np.random.default_rng(case.seed)
    tape = Tape(Samples(case.n_samples, FEATURES, rng))
    w = first_weights(rng, FEATURES, case.far) if case.far else tape.data.best + NEAR
    return w, tape, rng


def of_batches(steps: Sequence[Step]) -> Epoch:
    """The losses and the sizes of the batches of some steps."""
    return [step.loss for step in steps], [len(step.rows) for step in steps]


def still(steps: Sequence[Step]) -> bool:
    """Whether several steps all used the same weights."""
    return len(steps) > 1 and all(close(step.w, steps[0].w) for step in steps)


def stay_float32(steps: Sequence[Step]) -> bool:
    """Whether the weights of a float32 start are float32 at every step: then they are updated in place."""
    return all(np.array_equal(step.w, step.w.astype(np.float32)) for step in steps)
