"""Hooks on PyTorch's DataLoader: which samples, in which order, and where a pass ends.

An iterator of a loader asks a sampler for the numbers of a batch when it sends them off; they are read a second time
when the batch comes back. With ``in_order=True`` (the default) both have one order, with worker processes too.
"""

import weakref
from collections import deque
from collections.abc import Callable, Iterator
from itertools import tee
from threading import get_ident
from typing import Any

import numpy as np
import torch
from torch.utils.data import dataloader as loading
from torch.utils.data import dataset as datasets

from autograder.audit import judging, loops, places
from autograder.audit.bodies import Bodies, Rows
from autograder.audit.data import Feed
from autograder.audit.events import Draw, Pass, Split
from autograder.audit.guard import guarded
from autograder.audit.patching import Patches
from autograder.audit.record import Record

_NONE: Iterator[Any] = iter(())
MOST_HELD = 64  # batches from another thread that are held until the training comes by


class Drawing:
    """One iterator of a loader: its feed, its pass, and the numbers that are asked for, again."""

    __slots__ = ("feed", "held", "numbers", "of")

    feed: Feed
    of: Pass

    def __init__(self) -> None:
        self.held: deque[Any] | None = None
        self.numbers = _NONE


class Loaders:
    """The loaders of one run."""

    def __init__(self, record: Record) -> None:
        self.record, self.bodies = record, Bodies()
        self.known: dict[int, tuple[Any, Feed]] = {}
        self.made: dict[int, places.Stack] = {}
        self.splits: dict[int, Split] = {}  # by the id of a part
        self.parts: list[Any] = []
        self.holders: list[list[Drawing]] = []  # accelerate reads one batch ahead

    @guarded
    def begun(self, loader: Any) -> Drawing | None:
        """An iterator of a loader is made."""
        drawing = Drawing()
        if get_ident() != self.record.thread:
            self.record.elsewhere.append(lambda: self.open(drawing, loader))
            return drawing
        self.record.catch_up()
        self.open(drawing, loader)
        if self.holders and not self.holders[-1]:
            drawing.held = deque()
            self.holders[-1].append(drawing)
        return drawing

    @guarded
    def open(self, drawing: Drawing, loader: Any) -> None:
        """Its pass begins."""
        drawing.feed = self.feed(loader)
        drawing.of = self.record.begin(drawing.feed)

    def feed(self, loader: Any) -> Feed:
        known = self.known.get(id(loader))
        if known is not None and known[0]() is loader:
            return known[1]
        made = self._feed(loader)
        if len(self.known) > 4096:
            self.known = {k: v for k, v in self.known.items() if v[0]() is not None}
        self.known[id(loader)] = (weakref.ref(loader), made)
        together = torch.distributed.is_available() and torch.distributed.is_initialized()
        if together:
            self.record.processes = max(self.record.processes, torch.distributed.get_world_size())
        return made

    def _feed(self, loader: Any) -> Feed:
        root, part = self.bodies.of(loader.dataset)
        sampler = loader.sampler if loader.batch_sampler is None else loader.batch_sampler
        inner = getattr(sampler, "sampler", sampler)
        inner = getattr(inner, "sampler", inner) if "Shard" in type(inner).__name__ else inner
        size = loader.batch_size or getattr(sampler, "batch_size", 1)
        drop = bool(loader.drop_last or getattr(sampler, "drop_last", False))
        order = type(inner).__name__
        if getattr(inner, "replacement", False):
            order = "replacement"
        if isinstance(loader.dataset, datasets.IterableDataset):
            order = "stream"
        batches: int | None
        try:
            batches = len(loader)
        except (TypeError, NotImplementedError):  # a stream, or a sampler, without a length
            batches = None
        drawable = _drawable(inner, part)
        whole = hash(drawable.tobytes()) if drawable is not None else None
        key = ("loader", id(root), whole, size, drop, order, loader.num_workers)
        stack = self.made.get(id(loader)) or self.made.get(id(loader.dataset)) or places.stack()
        if key not in self.record.feeds:
            self.record.feeds[key] = made = Feed(
                root,
                "loader",
                stack,
                batch_size=size if isinstance(size, int) else None,
                drop_last=drop,
                order=order,
                universe=part,
                drawable=drawable,
                batches=batches,
                workers=loader.num_workers,
            )
            shuffles = getattr(inner, "shuffle", True)
            made.wants_epochs = bool(shuffles) and callable(getattr(inner, "set_epoch", None))
            if type(inner).__name__ == "WeightedRandomSampler":
                made.weights = len(inner.weights)
            made.split_of = self.splits.get(id(loader.dataset))
            if order == "stream":
                made.dataset = weakref.ref(loader.dataset)
        return self.record.feeds[key]


def _drawable(sampler: Any, part: Rows | None) -> Rows | None:
    """The body's numbers of the samples that a sampler can draw; None: all."""
    if type(sampler).__name__ != "SubsetRandomSampler":
        return part
    own = np.asarray(sampler.indices, np.int64)
    return own if part is None else part[own]


def watch(loaders: Loaders, patches: Patches, kind: Any) -> None:
    """Watch a class of loaders that makes its iterators by itself."""
    record = loaders.record

    def made(old: Any) -> Any:
        def __init__(self: Any, dataset: Any, *args: Any, **kwargs: Any) -> None:
            stack = places.stack()
            if len(loaders.made) > 10_000:
                loaders.made.clear()
            loaders.made[id(self)] = stack
            loaders.made.setdefault(id(dataset), stack)
            old(self, dataset, *args, **kwargs)

        return __init__

    def begun(old: Any) -> Any:
        def __iter__(self: Any) -> Any:
            if record.inside:
                return old(self)
            drawing = loaders.begun(self)
            record.fetching += 1  # what a state is to go on from may be drawn now
            try:
                found = old(self)
            finally:
                record.fetching -= 1
            if drawing is not None and isinstance(found, loading._BaseDataLoaderIter):
                drawing.numbers = numbers_of(found)
                found.__dict__["_audit"] = drawing
            return found

        return __iter__

    patches.replace(kind, "__init__", made)
    patches.replace(kind, "__iter__", begun)


def numbers_of(iterator: Any) -> Iterator[Any]:
    """The numbers of the batches that an iterator will give, in their order; none where that is unknown."""
    if not getattr(iterator, "_in_order", True):
        return _NONE
    kept: Iterator[Any] | None = iterator.__dict__.get("_audit_numbers")
    if kept is None and isinstance(iterator, loading._SingleProcessDataLoaderIter):
        return again(iterator)
    return _NONE if kept is None else kept


def hook(record: Record, patches: Patches) -> Loaders:
    """Watch every DataLoader from now on."""
    loaders = Loaders(record)

    def reset(old: Any) -> Any:
        def _reset(self: Any, *args: Any, **kwargs: Any) -> Any:
            done = old(self, *args, **kwargs)
            if isinstance(self, loading._MultiProcessingDataLoaderIter) and not record.inside:
                self.__dict__["_audit_numbers"] = again(self)
            return done

        return _reset

    def following(old: Any) -> Any:
        enabled = torch.is_grad_enabled

        def __next__(self: Any) -> Any:
            drawing = self.__dict__.get("_audit")
            if drawing is None or record.inside:
                data = old(self)
                kept = self.__dict__.get("_audit_numbers", _NONE)
                next(kept if drawing is None else drawing.numbers, None)
                return data
            if get_ident() != record.thread and drawing.held is None:
                return elsewhere(record, drawing, lambda: old(self))
            if record.counting is not None and drawing.held is None:
                try:
                    data = old(self)
                except StopIteration:
                    ended(record, drawing)
                    raise
                index = next(drawing.numbers, None)
                plain = record.counting.plain and enabled()
                if not plain or not record.counting.drew(drawing.feed, drawing.of, index):
                    drew(record, drawing, data, index, enabled())
                return data
            record.fetching += 1
            try:
                data = old(self)
            except StopIteration:
                if drawing.held is None:
                    ended(record, drawing)
                raise
            finally:
                record.fetching -= 1
            index = next(drawing.numbers, None)
            if drawing.held is None:
                drew(record, drawing, data, index, enabled())
            else:
                drawing.held.append((index, data))
            return data

        return __next__

    watch(loaders, patches, loading.DataLoader)
    patches.replace(loading._BaseDataLoaderIter, "_reset", reset)
    patches.replace(loading._BaseDataLoaderIter, "__next__", following)
    _samplers(record, patches)
    _splits(loaders, patches)
    return loaders


@guarded
def drew(record: Record, drawing: Drawing, data: Any, index: Any, gradients: bool) -> None:
    """A batch has come back."""
    feed, of = drawing.feed, drawing.of
    rows, size = index, None
    if type(index) is list and index and isinstance(index[0], (int, np.integer)):
        size = len(index)
    elif isinstance(index, (int, np.integer)):
        rows, size = [int(index)], 1
    else:
        rows = None
    if feed.order == "stream":
        rows = size = None
    if gradients:
        record.draw(feed, of, rows, data, size)
    else:
        draw = Draw(feed, of, size or 0, rows, evaluated=True)
        if of.forwards == 0:
            record.settle()
            judging.evaluated(record, draw)
        if record.full:
            record.drawn.place(draw, data)
        of.draws += 1
        feed.draws += 1
        of.forwards += 1
        if size is not None:
            of.sizes[size] += 1
    if of.draws == feed.batches and not of.complete:
        feed.gone_through(of)


def elsewhere(record: Record, drawing: Drawing, following: Callable[[], Any]) -> Any:
    """The next batch, in a thread that fetches ahead: the training's puts it into the record."""
    try:
        data = following()
    except StopIteration:
        record.elsewhere.append(lambda: ended(record, drawing))
        raise
    index = next(drawing.numbers, None)
    held = data if len(record.elsewhere) < MOST_HELD else None  # else it seems that nobody trains
    record.elsewhere.append(lambda: drew(record, drawing, held, index, True))
    return data


def again(iterator: Any) -> Iterator[Any]:
    """The numbers that a loader's iterator will ask for, a second time: each once it has been asked for."""
    iterator._sampler_iter, numbers = tee(iterator._sampler_iter)
    return numbers


@guarded
def ended(record: Record, drawing: Drawing) -> None:
    """There is no more in this pass."""
    of = drawing.of
    if of.repeated_end == -1:
        of.repeated_end, of.complete = 0, False
        drawing.feed.passes_complete -= 1
    record.end(drawing.feed, of)
    if record.full or of.number < 3:
        loops.ended(record, drawing.feed, of)


def _samplers(record: Record, patches: Patches) -> None:
    def seeded(old: Any) -> Any:
        def manual_seed(seed: Any) -> Any:
            record.noted.seeds.append((record.updates, places.here()))
            del record.noted.seeds[:-256]
            return old(seed)

        return manual_seed

    patches.replace(torch, "manual_seed", seeded)


def _splits(loaders: Loaders, patches: Patches) -> None:
    def random_split(old: Any) -> Any:
        def random_split(*args: Any, **kwargs: Any) -> Any:
            parts = old(*args, **kwargs)
            split = Split(len(loaders.parts), places.here())
            for part in parts:
                loaders.splits[id(part)] = split
            loaders.parts += parts  # held: their ids stand for them
            return parts

        return random_split

    for owner in (datasets, torch.utils.data):
        patches.replace(owner, "random_split", random_split)
