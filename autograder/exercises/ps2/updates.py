"""Mistakes of the update in a loop of plain descent: what ``train_epoch`` and ``train`` share."""

from collections.abc import Callable
from typing import Any

from autograder.exercises.chain import Chain
from autograder.exercises.content import Mistakes
from autograder.exercises.trace import Array


def wrong_updates(mistakes: Mistakes) -> None:
    """Every update goes up, takes the whole gradient, or the sum of all gradients so far."""
    _by_rule(
        mistakes,
        "ascent",
        lambda chain: chain.ascent,
        "Every step went along its gradient, not against it.",
        "Look at the sign of the update.",
    )
    _by_rule(
        mistakes,
        "ignores-argument",
        lambda chain: chain.unscaled,
        "Every step took the whole gradient, whatever the learning rate.",
        "`lr` says how much of the gradient one step takes: use it in every update.",
    )
    _by_rule(
        mistakes,
        "grad-not-cleared",
        lambda chain: chain.uncleared,
        "From the second step on, the gradients of the batches before were added in.",
        "Start each batch with a fresh gradient instead of adding to the old one.",
    )


def _by_rule(
    mistakes: Mistakes,
    id: str,
    rule: Callable[[Chain], Callable[[int], Array]],
    what: str,
    advice: str,
) -> None:
    @mistakes.claim(id, advice=advice)
    def _follows(run: Any) -> str | None:
        return what if run.chain.follows(rule(run.chain)) else None
