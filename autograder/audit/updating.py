"""What one update means for the record: its batches, its gradients, its learning rate."""

import weakref
from typing import TYPE_CHECKING, Any

from autograder.audit import iterators, places
from autograder.audit.data import Moved
from autograder.audit.events import Draw, Micro
from autograder.audit.guard import guarded
from autograder.audit.optimizers import MOST_KEPT, OptimizerRecord

if TYPE_CHECKING:
    from autograder.audit.record import Record


@guarded
def before_update(record: "Record", optimizer: Any) -> None:
    """An optimizer's step begins; inside another's it is a part of that."""
    record.in_general()
    record.depth += 1
    if record.depth == 1:
        known = record.optimizer(optimizer)
        known.closures = False
        known.backwards_before, known.cleared_before = known.backwards, known.clears


@guarded
def after_update(record: "Record", optimizer: Any) -> None:
    """An optimizer's step has ended."""
    record.in_general()
    record.depth = max(0, record.depth - 1)
    if record.depth:
        return
    known = record.optimizer(optimizer)
    record.updates += 1
    known.updates += 1
    rates = [float(group["lr"]) for group in optimizer.param_groups]
    known.rates.add(max(rates) if rates else 0.0)
    window = known.window
    if record.differentiating and not window:  # the update is made by a hook of the backward
        known.in_backward = True
        window = [Micro(record.behind or [], record.losses.weight, None)]
    inside = known.backwards - known.backwards_before
    if inside > 1:
        known.closures = True
        same = all(micro.draws == window[-1].draws for micro in window[-inside:])
        if inside > 2 and same and known.clears == known.cleared_before and known.kept():
            known.added_in_closures += 1
    if record.full and record.updates > 4000:
        record.enough()
    if record.uncut is not None and record.trained_by_loader:
        record.uncut()  # nothing is cut by hand: row reads need not be watched
    if record.full or known.updates < 4:
        place = places.here()
        known.step_places[place] += 1
        _look(known, optimizer, window, place)
        if window and window[-1].place is not None:
            known.backward_place = window[-1].place
        if known.updates == 2 and not any(feed.kind == "loader" for feed in record.trained):
            iterators.generator_of(record)
    if inside > 1 or (inside and known.closures):
        window = window[-1:]
    known.windows[length(window)] += 1
    draws = [draw for micro in window for draw in micro.draws]
    if known.thrown:
        known.settle(draws)
    leaked = _leaked(known, window) if len(window) > 2 else None
    for draw in draws:
        if not draw.updated:
            draw.updated = True
            if draw.feed is leaked:
                continue
            draw.feed.moved = True
            if record.full:
                remember(known, draw)
                known.passes_at.add(id(draw.of))
    record.modes.update(known)
    each = known.clip_parts > 1 and known.clips == len(window) > 1 and not known.closures
    if each and len(known.clipped) < MOST_KEPT:
        known.clipped.append((known.updates, known.clips, known.clip_place))
    known.clips = known.clip_parts = 0
    if known.on_top and len(known.uncleared) < MOST_KEPT:
        known.uncleared.append(known.updates)
    known.window, known.on_top = [], False
    parameter = known.watched()
    gradient = None if parameter is None else parameter.grad
    known.at_update = None
    if record.full and gradient is not None:
        known.at_update = (gradient, gradient._version)
    known.cleared = gradient is None
    if record.full and parameter is not None:
        known.version = (weakref.ref(parameter), parameter._version)
    if record.counting is not None:
        record.counting.enter()


def length(window: list[Micro]) -> int:
    """Micro-batches behind an update: two losses of one batch are one."""
    if len(window) < 2:
        return len(window)
    kinds = {tuple(id(draw) for draw in micro.draws) for micro in window}
    return len(kinds) if () not in kinds else len(window)


def _leaked(known: OptimizerRecord, window: list[Micro]) -> Any:
    """The feed of which a whole pass stands in this window before the batch of another: an evaluation's backwards."""
    feeds = {id(draw.feed) for micro in window for draw in micro.draws}
    first, last = window[0], window[-1]
    if len(feeds) != 2 or len(first.draws) != 1 or first.draws[0].feed is last.draws[-1].feed:
        return None
    of = first.draws[0].of
    passing = [micro for micro in window if any(draw.of is of for draw in micro.draws)]
    if not of.complete or of.draws != len(passing) or len(passing) < 2:
        return None
    following = window[len(passing)].draws[-1].of if len(passing) < len(window) else of
    begun = sum(draw.of is following for micro in window for draw in micro.draws)
    if following.backwards > begun or not following.number:
        return None  # inside a pass of the other, where the program put it
    known.leaks += 1
    known.leak = known.leak or (first.place, of.draws)
    return first.draws[0].feed


def remember(known: OptimizerRecord, draw: Draw) -> None:
    """These samples moved this optimizer's parameters."""
    root = draw.feed.root
    if draw.rows is None or root.n is None or root.by_bytes or not root.counted:
        return
    moved = known.used.get(id(root))
    if moved is None:
        moved = known.used[id(root)] = Moved(root)
    moved.add(draw.feed.rows(draw.rows))


def _look(
    known: OptimizerRecord, optimizer: Any, window: list[Micro], place: places.Place | None
) -> None:
    """While watching fully: is there a new gradient, and does every batch weigh what it should?"""
    known.looked += 1
    watched = known.watched()
    if window and watched is not None and known.left is not None:
        known.given += watched.grad is not known.left
    known.left = None
    if known.never or known.updates <= 3 or known.updates % 64 == 0:
        _parameters(known, optimizer)
    if not window:
        parameter = known.watched()
        gradient = None if parameter is None else parameter.grad
        if gradient is None or not bool(gradient.any()):
            known.empty.append((known.updates, place))
            del known.empty[MOST_KEPT:]
        else:
            known.stale.append((known.updates, place))
            del known.stale[MOST_KEPT:]
        return
    if len(window) > 1 or len(window[0].draws) > 1:
        passes = {id(draw.of) for micro in window for draw in micro.draws}
        feeds = {id(draw.feed) for micro in window for draw in micro.draws}
        if len(passes) > len(feeds):
            known.mixed.append(known.updates)
            del known.mixed[MOST_KEPT:]
    weights = [micro.weight for micro in window if micro.weight is not None and micro.draws]
    if len(weights) < len(window):
        return
    sizes = [micro.draws[-1].size for micro in window]
    totals = [w.total(size) for w, size in zip(weights, sizes, strict=True)]
    overs = [w.over for w in weights if w.over]
    if len(overs) == len(weights) and len(set(overs)) > 1:  # each by a count of its own
        totals = [w.scale * over for w, over in zip(weights, overs, strict=True)]
    if len(known.totals) < 8 * MOST_KEPT:
        known.totals.append((length(window), sum(totals), sum(sizes), known.updates))
    if len(window) > 1 and max(totals) <= 1.02 * min(totals):  # else batches are weighted
        each = [w.each(size) for w, size in zip(weights, sizes, strict=True)]
        if min(each) > 0 and max(each) > 1.02 * min(each) and len(known.uneven) < MOST_KEPT:
            known.uneven.append((known.updates, max(each) / min(each)))
    known.divisors[weights[0].divisors] += 1


def _parameters(known: OptimizerRecord, optimizer: Any) -> None:
    """Parameters without a gradient at every look."""
    without = {
        id(p)
        for group in optimizer.param_groups
        for p in group["params"]
        if p.grad is None and p.requires_grad
    }
    known.never = without if not known.checked else known.never & without
    known.checked = True
