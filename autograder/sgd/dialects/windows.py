"""Accumulation's last window: five rules of real frameworks for the batches that do not fill one.

Measured on ten equal batches, accumulation 4 and a gradient that is always 1, with the versions in
``tests/parity``. The mean gradient of a window is 1, so each update should be 1.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """What a framework does with a window of accumulation.

    Attributes:
        ends_with_pass: whether a short window makes an update at the end of a pass.
        restarts: whether windows are counted anew from the start of every pass.
        divisor: "full" divides a window by ``accumulation``, "own" what it has of each pass by its
            batches there, "one" not.
        clock: what a schedule's clock counts: "update" or "batch".
        text: the rule in a sentence, and whose mistake it is where it is one.
    """

    ends_with_pass: bool
    restarts: bool
    divisor: str
    clock: str
    text: str


OWN = Rule(True, True, "own", "update", "The short window is divided by its own batches. Right.")
FULL = Rule(
    True,
    True,
    "full",
    "update",
    "The short window is divided by the full one's batches. The library's: its step is too short.",
)
SUMMED = Rule(
    True,
    True,
    "one",
    "update",
    "Windows are summed, for the model is trusted to divide by the samples of the window. "
    "The model's, if its loss is a mean all the same: steps are too long.",
)
CARRIED = Rule(
    False,
    False,
    "full",
    "update",
    "The short window waits for the next pass; what is left at the end of the run is lost. "
    "The caller's, who should choose a number of batches that windows divide.",
)
CARRIED_BY_BATCH = Rule(
    False,
    False,
    "full",
    "batch",
    "The short window waits for the next pass, and a schedule's clock counts batches, not updates. "
    "The caller's, who should set its horizon in batches.",
)
SLIPPED = Rule(
    False,
    True,
    "own",
    "update",
    "The short window slips into the first one of the next pass. The library's: that step is too long.",
)

RULES = {
    "Trainer, known length": OWN,
    "Lightning": FULL,
    "accelerate": FULL,
    "Trainer, forward(**kwargs)": SUMMED,
    "optax": CARRIED,
    "Ignite": CARRIED,
    "Keras": CARRIED_BY_BATCH,
    "Trainer, IterableDataset": SLIPPED,
}


def updates(
    rule: Rule, batches: int, accumulation: int, passes: int
) -> tuple[list[int], list[float]]:
    """Return after which batches of the run an update comes, and its gradient.

    Args:
        rule: what the framework does.
        batches: equal batches in a pass, each with gradient 1.
        accumulation: batches in a full window.
        passes: passes over the data.

    Returns:
        Numbers of the batches, from 1, and the gradient that each update steps along.
    """
    after: list[int] = []
    gradients: list[float] = []
    waiting: dict[int, int] = {}  # batches of the open window, by the pass that they are of
    for batch in range(1, passes * batches + 1):
        number, place = divmod(batch - 1, batches)
        waiting[number] = waiting.get(number, 0) + 1
        counted = place + 1 if rule.restarts else batch
        if counted % accumulation and not (rule.ends_with_pass and place + 1 == batches):
            continue
        after.append(batch)
        sizes = waiting.values()
        divisors = {"full": accumulation, "one": 1}
        gradients.append(sum(size / divisors.get(rule.divisor, size) for size in sizes))
        waiting = {}
    return after, gradients
