"""What an evaluation is measured on: samples that the same weights were trained on before?"""

from typing import Any

import numpy as np

from autograder.audit.events import Draw
from autograder.audit.guard import guarded
from autograder.audit.optimizers import OptimizerRecord


@guarded
def evaluated(record: Any, draw: Draw) -> None:
    """A pass without gradients begins: how many of its samples have moved the newest weights?"""
    feed = draw.feed
    movers = [o for o in record.optimizers if o.updates]
    if not movers or feed.root.n is None or feed.root.by_bytes:
        return
    rows = np.arange(feed.root.n) if feed.drawable is None else feed.drawable
    model, most = movers[-1].model, 0
    for optimizer in movers:
        known = optimizer.used.get(id(feed.root))
        if known is not None and optimizer.model == model:
            mask = known.mask
            most = max(most, int(mask[rows[rows < len(mask)]].sum()))
    before = feed.evaluated_on
    if before is None or most > before[0]:
        feed.evaluated_on = most, len(rows)


def model_of(others: list[OptimizerRecord], new: OptimizerRecord) -> int:
    """The number of the model that an optimizer moves: that of an earlier one with a parameter of it."""
    for other in reversed(others):
        if not other.ids.isdisjoint(new.ids):
            mine = {id(p): p for ref in new.parameters if (p := ref()) is not None}
            for ref in other.parameters:
                parameter = ref()
                if parameter is not None and mine.get(id(parameter)) is parameter:
                    return other.model
    return max((other.model for other in others), default=0) + 1
