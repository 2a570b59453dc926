"""Mistakes of the update in a loop of plain descent: what ``train_epoch`` and ``train`` share."""

from collections.abc import Callable
from typing import Any

from autograder.exercises.chain import Chain
from autograder.exercises.content import Mistakes
from autograder.exercises.trace import Array


def no_gradients(run: Any) -> str:
    """What is said where there are no gradients."""
    return f"For {run.case}, `gradient` was never called."


# What every update subtracts from the weights, by the mistake.
MOVES: dict[str, Callable[[Chain, int], Array]] = {
    "ascent": lambda chain, t: -chain.lr * chain.calls[t].gradient,
    "ignores-argument": lambda chain, t: chain.calls[t].gradient,
    "grad-not-cleared": lambda chain, t: chain.lr * chain.total(t + 1),
}


def follows(chain: Chain, id: str) -> bool:
    """Whether a mistake explains all updates of a chain."""
    return chain.follows(lambda t: chain.calls[t].w - MOVES[id](chain, t))


def wrong_updates(mistakes: Mistakes) -> None:
    """Every update goes up, takes the whole gradient, or the sum of all gradients so far."""

    def move(id: str, what: str, advice: str) -> None:
        @mistakes.claim(id, advice=advice)
        def _follows(run: Any) -> str | None:
            return what if follows(run.chain, id) else None

    move(
        "ascent",
        "Every step went along its gradient, not against it.",
        "Look at the sign of the update.",
    )
    move(
        "ignores-argument",
        "Every step took the whole gradient, whatever the learning rate.",
        "`lr` says how much of the gradient one step takes: use it in every update.",
    )
    move(
        "grad-not-cleared",
        "From the second step on, the gradients of the batches before were added in.",
        "Start each batch with a fresh gradient instead of adding to the old one.",
    )
