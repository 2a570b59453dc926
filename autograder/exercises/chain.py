"""The chain of updates: from the weights and gradients that a training recorded to the rule it followed.

The recorded calls of ``gradient`` give the weights before each update; with the returned weights they
are the points of a chain. A check asks whether each point follows from the one before by SGD's rule,
a detector whether it follows from a wrong one.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from autograder.exercises.tape import Event, Step, Tape, Updated, without_repeats
from autograder.exercises.trace import Array
from autograder.exercises.values import array, close


@dataclass(frozen=True)
class Chain:
    """Weights of one training: first weights, recorded gradient calls, returned weights.

    ``result`` is None if what was returned is no vector of weights. ``updates`` are the recorded calls
    of ``sgd_step``.
    """

    w0: Array
    calls: Sequence[Step]
    result: Array | None
    lr: float
    updates: Sequence[Updated] = ()

    @classmethod
    def of(cls, tape: Tape, w0: Array, result: Any, lr: float) -> "Chain":
        """The chain of a training that a tape has recorded; ``result`` is what stands for its weights."""
        value = array(result)
        end = value if value is not None and value.shape == w0.shape else None
        updates = [event for event in tape.events if isinstance(event, Updated)]
        return cls(w0, gradient_calls(tape.events, tape.data.n, end), end, lr, updates)

    @cached_property
    def points(self) -> list[Array]:
        """The weights at each call, and the result behind them if there is one."""
        end = [] if self.result is None else [self.result]
        return [call.w for call in self.calls] + end

    def starts_right(self) -> bool:
        """Whether the first gradient was taken at the weights that were passed in."""
        return bool(self.calls) and close(self.calls[0].w, self.w0)

    def breaks(self, rule: Callable[[int], Array], stop: int | None = None) -> int | None:
        """The first update t that ``rule(t)``, the weights it should lead to, does not describe."""
        for t, after in enumerate(self.points[1:stop]):
            if not close(after, rule(t)):
                return t
        return None

    def follows(self, rule: Callable[[int], Array]) -> bool:
        """Whether all updates follow the rule; False where there is nothing to judge."""
        return len(self.points) > 2 and self.breaks(rule) is None

    def descent(self, t: int) -> Array:
        """SGD: w − lr · gradient."""
        return self.calls[t].w - self.lr * self.calls[t].gradient

    def total(self, stop: int | None = None) -> Array:
        """The sum of the gradients before ``stop``."""
        return np.asarray(np.sum([call.gradient for call in self.calls[:stop]], axis=0))

    def broken(self, stop: int | None = None) -> str | None:
        """What happened at the first update before point ``stop`` that was no step of SGD."""
        if not self.starts_right():
            return "The first gradient was not taken at the weights that were passed in."
        t = self.breaks(self.descent, stop)
        if t is None:
            return None
        if t + 1 == len(self.calls):
            return self.ends_wrong()
        if close(self.points[t + 1], self.points[t]):
            return f"Gradient {t + 1} was taken at the same weights as gradient {t}."
        return f"After gradient {t}, the weights did not move by lr times that gradient."

    def ends_wrong(self) -> str:
        """What happened if the weights that were returned are not those after the last update."""
        last, end = self.calls[-1], self.result
        if end is None:
            return "No weights were returned."
        if close(end, last.w):
            return "The weights that you returned are those before the last update."
        if close(end, min(self.calls, key=lambda call: call.loss).w) and not close(end, self.w0):
            return "The weights that you returned are those of the step with the smallest loss."
        if any(close(end, w) for w in [self.w0, *(call.w for call in self.calls)]):
            return "The weights that you returned are those of an earlier step."
        if leads(last, end):
            return "The last update did not move the weights by lr times its gradient."
        return "The weights that you returned are not those after the last update."


def gradient_calls(events: Iterable[Event], n_samples: int, result: Array | None) -> list[Step]:
    """The calls of ``gradient`` that stand for steps.

    Not those that were only looked at: asked for again; of all samples at once, at weights where others
    are of a batch; of a batch that has a step elsewhere, at weights from which another call leads on or
    that came back.
    """
    calls = [e for e in without_repeats(events) if isinstance(e, Step) and e.name == "gradient"]
    after = _next_weights(calls, result)
    leading = [c for c, end in zip(calls, after, strict=True) if leads(c, end)]
    stepped = {tuple(call.rows) for call in leading}
    of_a_batch = {call.w.tobytes() for call in calls if len(call.rows) < n_samples}
    end = set() if result is None else {result.tobytes()}
    settled = {call.w.tobytes() for call in leading} | end

    def is_look(call: Step) -> bool:
        if len(call.rows) == n_samples:
            return bool(of_a_batch) and call.w.tobytes() in of_a_batch | end
        return tuple(call.rows) in stepped and call.w.tobytes() in settled

    return [call for call in calls if call in leading or not is_look(call)]


def _next_weights(calls: Sequence[Step], result: Array | None) -> list[Array | None]:
    """For each call, the first weights after it that are others than its own."""
    following: list[Array | None] = []
    nearest = after = result
    for call in reversed(calls):
        if nearest is not None and not np.array_equal(nearest, call.w):
            after = nearest
        following.append(after)
        nearest = call.w
    return following[::-1]


def leads(call: Step, after: Array | None) -> bool:
    """Whether the weights after a call lie along its gradient."""
    if after is None:
        return False
    move, gradient = after - call.w, call.gradient
    along = float(move @ gradient) / float(gradient @ gradient)
    return bool(np.any(move)) and close(
        move, along * gradient, scale=100 * float(np.abs(move).max())
    )
