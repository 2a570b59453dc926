"""Counting only: a backward and an update after the first passes, in as few calls as they take.

The accounts are the record's own, so that either depth goes on where the other left off. What is not plain (several
optimizers alive, closures, windows of several batches, rows cut by hand) goes the general way.
"""

from typing import TYPE_CHECKING, Any

from autograder.audit import updating
from autograder.audit.events import Draw, Micro
from autograder.audit.guard import stand_aside
from autograder.audit.optimizers import OptimizerRecord

if TYPE_CHECKING:
    from autograder.audit.record import Record


def before_backward(record: "Record", one: OptimizerRecord) -> None:
    """What the gradient was before."""
    try:
        record.backwards += 1
        parameter = one.sentinel()
        gradient = None if parameter is None else parameter.grad
        if gradient is not None:
            one.before = (gradient, gradient._version)
            return
        one.before = None
        if one.window:
            one.clear(None)
    except Exception as error:  # the audit's own, whatever it is: the program goes on without it
        stand_aside(record, error)


def after_backward(record: "Record", one: OptimizerRecord) -> None:
    """A backward has ended: its batch was trained on, if it reached the optimizer's gradients."""
    try:
        recent = record.drawn.recent
        if (
            record.drawn.forwarded
            or len(recent) > 1
            or (recent and recent[0].feed.kind != "loader")
        ):
            record.after_backward(None)
            return
        current = record.drawn.current
        if not recent and current and current[0].of.over and current[0].updated:
            record.after_backward(None)
            return
        if recent:
            draw: Draw = recent.pop()
            feed, of = draw.feed, draw.of
            record.drawn.current = [draw]
            draw.backwards = 1
            if not of.backwards:
                feed.passes_trained += 1
            of.backwards += 1
            feed.sizes[draw.size] = feed.sizes.get(draw.size, 0) + 1
            rows = draw.rows if feed.universe is None else feed.rows(draw.rows)
            feed.root.use(rows, record.updates)
        parameter = one.sentinel()
        gradient = None if parameter is None else parameter.grad
        before, one.before = one.before, None
        if gradient is None:
            return
        if before is None or before[0] is not gradient or before[1] != gradient._version:
            if one.window or one.at_update is not None:
                one.micro(Micro(record.drawn.current, None, None))
            else:
                one.backwards += 1
                one.window.append(Micro(record.drawn.current, None, None))
    except Exception as error:  # as above
        stand_aside(record, error)


def after_update(record: "Record", one: OptimizerRecord, optimizer: Any) -> None:
    """An update by one batch."""
    window = one.window
    inside = one.backwards - one.backwards_before
    odd = inside or one.thrown or one.on_top or one.clips or one.closures
    if len(window) != 1 or odd or one.updates < 4 or record.depth != 1:
        updating.after_update(record, optimizer)
        return
    try:
        record.depth = 0
        record.updates += 1
        one.updates += 1
        groups = optimizer.param_groups
        if len(groups) == 1:
            one.rates.add(float(groups[0]["lr"]))
        else:
            one.rates.add(max(float(group["lr"]) for group in groups))
        one.windows[1] += 1
        for draw in window[0].draws:
            draw.updated = draw.feed.moved = True
        modes = record.modes
        if modes.changed or modes.now:
            modes.update(one)
        window.clear()
        one.at_update = None
    except Exception as error:  # as above
        stand_aside(record, error)
