"""The ledger of a watched run: what the trace counts, None where it cannot say."""

from collections import Counter
from typing import Any

import numpy as np

from autograder.audit.data import Feed, Root
from autograder.audit.observed import Observed
from autograder.audit.record import Record


def observe(record: Record) -> Observed:
    """Put a record's counts together."""
    if record.fits:
        return _of_fits(record)
    feeds = record.trained
    found = Observed(updates=record.updates)
    if not feeds:
        return _nothing_trained(record, found)
    sizes: Counter[int] = Counter()
    for feed in feeds:
        sizes.update(feed.sizes)
    pieces = record.drawn.parts.of(sizes) if record.drawn.parts.any else sizes
    uncounted = pieces is None
    sizes = sizes if pieces is None else pieces
    found.batch_sizes = dict(sorted(sizes.items(), reverse=True))
    found.samples_processed = sum(size * count for size, count in sizes.items())
    found.micro_batches = sum(sizes.values())
    if record.drawn.unknown:
        found.batch_sizes = found.samples_processed = found.micro_batches = None
        found.unknown.append(
            f"the samples of {record.drawn.unknown} backwards: they came after the loader's end, or were of too "
            "many batches at once"
        )
    if uncounted:
        found.batch_sizes = found.samples_processed = found.micro_batches = None
        found.unknown.append(
            "the samples of each step: models were given parts of loaders' batches"
        )
    for optimizer in record.optimizers:
        for size, count in optimizer.windows.items():
            found.windows[size] = found.windows.get(size, 0) + count
    roots = {id(feed.root): feed.root for feed in feeds}
    if len(roots) > 1:
        _several(record, found, feeds)
        return found
    root = feeds[0].root
    found.n_samples = samples_in(root, feeds)
    if found.n_samples is None:
        unseen = all(feed.kind == "stream" for feed in feeds)  # which no loader or index gave
        found.unknown.append(
            "how many samples there are (the audit did not see where the model's inputs came from)"
            if unseen
            else f"how many samples {root.name} has (a stream has no length)"
        )
    if root.counted:
        used = root.used
        if (root.by_bytes and root.n is None) or len(root.numbers):
            found.distinct_samples = int((used > 0).sum()) or None
        else:
            found.distinct_samples = int((used > 0).sum())
        _how_often(found, root, feeds)
    else:
        found.unknown.append("which samples were used (the batches could not be told apart)")
    if record.drawn.unknown or uncounted:
        found.seen = None
        if uncounted or found.distinct_samples != found.n_samples:
            found.distinct_samples = None
    return found


def samples_in(root: Root, feeds: "list[Feed]") -> int | None:
    """How many samples the training feeds could draw from."""
    if root.n is None:
        return len(root.numbers) if root.repeats and root.counted else None
    return len(_drawable(root, feeds))


def _drawable(root: Root, feeds: "list[Feed]") -> Any:
    """The numbers of the samples that the feeds could draw, each once."""
    whole = np.arange(root.whole or 0)
    return np.unique(np.concatenate([whole if f.drawable is None else f.drawable for f in feeds]))


def _how_often(found: Observed, root: Root, feeds: "list[Feed]") -> None:
    if found.n_samples is None or root.partly:
        return
    drawable = np.arange(found.n_samples) if root.whole is None else _drawable(root, feeds)
    counts: Any = np.zeros(max(len(root.used), int(drawable.max(initial=-1)) + 1), np.int32)
    counts[: len(root.used)] = root.used
    counts = counts[drawable]
    if len(counts):
        found.seen = (int(counts.min()), float(np.median(counts)), int(counts.max()))


def _several(record: Record, found: Observed, feeds: "list[Feed]") -> None:
    """Training data of several bodies: their batches may be counted together, their samples not."""
    if record.together:
        found.batch_sizes = found.samples_processed = None
        found.unknown.append("one count of samples: each step drew from several data sets at once")
        return
    found.unknown.append("the size of the data set: training drew from several")
    by_hand = sum(feed.kind == "cut" for feed in feeds) > 2  # each batch a tensor of its own
    if by_hand or any(feed.root.alike for feed in feeds):
        found.unknown.append("whether data sets made one after the other hold the same samples")
    elif all(feed.root.counted for feed in feeds):
        roots = {id(feed.root): feed.root for feed in feeds}
        found.distinct_samples = sum(int((root.used > 0).sum()) for root in roots.values())


def _nothing_trained(record: Record, found: Observed) -> Observed:
    begun = [feed for feed in record.feeds.values() if feed.passes_begun and feed.kind == "loader"]
    empty = [feed for feed in begun if not feed.draws]
    if empty and not record.updates:
        found.n_samples, found.batch_sizes = empty[0].n, {}
        found.samples_processed = found.distinct_samples = 0
    elif record.updates:
        found.unknown.append("the samples: the batches came from no loader, index or model call")
    elif not record.backwards:
        found.unknown.append("no training was seen")
    return found


def _of_fits(record: Record) -> Observed:
    """The sum of what Keras or scikit-learn counted."""
    from autograder.audit.fits import total

    return total(record.fits, record)
