"""Rules on sampling: orders, what is skipped, and what is repeated."""

import math
from collections import Counter

from autograder.audit import source
from autograder.audit.data import Feed
from autograder.audit.findings import Findings, fact, mistake, mistake_if, question
from autograder.audit.inputs import CutFeed
from autograder.audit.observed import Observed
from autograder.audit.places import Place
from autograder.audit.record import Record
from autograder.audit.rules.update import ENOUGH, place_of_step
from autograder.audit.source import Function


def no_batch(record: Record, observed: Observed) -> Findings:
    """drop_last left no batch at all."""
    yield from (
        mistake(
            "drop-last-free",
            feed.place,
            f"{feed.n} samples, batches of {feed.batch_size}, and drop_last: no batch is full, so that "
            f"{feed.passes_begun} passes gave none at all.",
            "Use a smaller batch size, or keep the last batch.",
        )
        for feed in record.feeds.values()
        if feed.drop_last and feed.passes_begun and not feed.draws and feed.n
        if feed.batch_size and feed.n < feed.batch_size and feed.workers <= 1
    )


def dropped(record: Record, observed: Observed) -> Findings:
    """drop_last skips samples: others each pass if shuffled, else always the same."""
    for feed in record.trained:
        if not feed.drop_last or not feed.n or not feed.batch_size or not feed.n % feed.batch_size:
            continue
        what = f"drop_last skips {feed.n % feed.batch_size} of {feed.n} samples in every pass"
        if feed.order == "SequentialSampler" and feed.passes_complete >= 2:
            text = f"{what}, always the same ones: they were never used."
            yield question("drop-last-free", feed.place, text)
        else:
            yield fact("drop-last-free", feed.place, f"{what}.")


def same_order(record: Record, observed: Observed) -> Findings:
    """Several passes in the very same order."""
    for feed in record.trained:
        passes = [of for of in feed.passes if of.backwards and of.order and of.complete]
        repeated = [of for of in passes if of.order == passes[0].order]
        if len(passes) < 2 or len(repeated) != len(passes) or not feed.n or passes[0].draws < 2:
            continue
        if feed.kind != "loader":
            yield from _cut_in_the_same_order(record, feed, len(passes))
            continue
        if feed.order == "SequentialSampler":
            yield fact(
                "shuffle-once",
                feed.place,
                f"All {len(passes)} passes watched took the {feed.n} samples in the same order: "
                "nothing is shuffled.",
            )
            continue
        one_model = any({id(of) for of in repeated[:2]} <= o.passes_at for o in record.optimizers)
        chance = math.lgamma(feed.n + 1) / math.log(2) * (len(passes) - 1)
        shuffles = feed.order == "RandomSampler" or (feed.wants_epochs and not _rising(feed))
        if not shuffles or chance < 30 or not one_model:
            continue
        if feed.wants_epochs:
            yield mistake(
                "reseed-each-epoch",
                feed.place,
                f"{feed.order} gave the same order in all {len(passes)} passes watched: it shuffles by the number that "
                "set_epoch gives it, and got no other one.",
                "Call sampler.set_epoch(epoch) before each pass.",
            )
        else:
            yield mistake(
                "reseed-each-epoch",
                _seed_place(record, feed),
                f"The {feed.n} samples are shuffled, and all {len(passes)} passes watched took "
                "them in the very same "
                "order: a seed was set before each.",
                "Set the seed once, before the first pass.",
            )


def _rising(feed: Feed) -> bool:
    """Whether the first batch has its samples in their own order: nothing was shuffled."""
    first = list(feed.root.shown[0][1]) if feed.root.shown else []
    return first == sorted(first)


def _cut_in_the_same_order(record: Record, feed: Feed, passes: int) -> Findings:
    """Batches cut by hand: an order is drawn inside the loop over epochs, and is the same each time."""
    draws = next((place for place in source.calls_around(feed.place, _SHUFFLES)), None)
    seed = next((place for place in source.calls_around(feed.place, _SEEDS)), None)
    chance = math.lgamma((feed.n or 0) + 1) / math.log(2) * (passes - 1)
    if draws is None or seed is None or chance < 30:
        return
    yield mistake(
        "reseed-each-epoch",
        seed,
        f"The order of {feed.n} samples is drawn anew before each pass ({draws}), and all {passes} passes watched "
        "took them in the very same order: a seed is set before each.",
        "Set the seed once, before the first pass.",
    )


_SHUFFLES = ("randperm", "permutation", "shuffle", "permuted")
_SEEDS = ("seed", "manual_seed", "default_rng", "RandomState", "seed_everything")


def _seed_place(record: Record, feed: Feed) -> Place | None:
    again = Counter(place for when, place in record.noted.seeds if place is not None and when)
    if again:
        return again.most_common(1)[0][0]
    made = source.scope(source.statement(feed.place))
    around = [*source.loops_around(feed.place), *([made] if isinstance(made, Function) else [])]
    for node in around:
        for line in source.lines_with(feed.place.file, "manual_seed") if feed.place else ():
            if feed.place and node.lineno < line <= (node.end_lineno or 0):
                return Place(feed.place.file, line)
    return feed.place


def tail_never_cut(record: Record, observed: Observed) -> Findings:
    """Batches cut by hand leave the last samples out, in every pass."""
    for feed in record.trained:
        if (
            not isinstance(feed, CutFeed)
            or feed.kind != "cut"
            or feed.passes_complete < 2
            or not feed.n
        ):
            continue
        used = feed.root.used
        size = max(feed.sizes)
        rest = feed.n - int((used > 0).sum())
        cut_off = rest in (feed.n % size, size)  # less than a batch, or a last full one
        tail = bool(rest) and not used[feed.n - rest :].any() and cut_off
        elsewhere = record.given.read_elsewhere.get(id(feed))
        if not tail or (elsewhere is not None and elsewhere[feed.n - rest :].any()):
            continue
        orders = {of.order for of in feed.passes if of.complete}
        if len(feed.sizes) == 1 and len(orders) == 1:
            step = next((o for o in record.optimizers if o.updates), None)
            around = source.loops_around(place_of_step(step) if step else record.hand.place)
            place = (
                Place(feed.stack[0].file, around[0].lineno) if around and feed.stack else feed.place
            )
            floor = source.floor_around(place)
            yield mistake_if(
                floor,
                "count-floor",
                floor or place,
                f"{feed.n} samples in batches of {size}: the last {rest} were never used, in "
                f"{feed.passes_complete} "
                "passes.",
                "Round up: the last batch is shorter. Or draw a new order before each pass.",
            )


def batch_of_one(record: Record, observed: Observed) -> Findings:
    """A tail of one sample met batch normalisation."""
    text = str(record.error) if record.error is not None else ""
    if "more than 1 value per channel" not in text:
        return
    yield from (
        mistake(
            "batchnorm-b2",
            feed.place,
            f"{feed.n} samples in batches of {feed.batch_size} leave a last batch of one, and batch "
            "normalisation cannot train "
            "on one sample: the run ended there.",
            "Choose a batch size that leaves no tail of one, or drop_last=True.",
        )
        for feed in record.trained
        if feed.n and feed.batch_size and feed.n % feed.batch_size == 1
    )


def too_few_weights(record: Record, observed: Observed) -> Findings:
    """A sampler has fewer weights than there are samples: it can draw the first ones alone."""
    yield from (
        mistake(
            "with-replacement",
            feed.place,
            f"WeightedRandomSampler has {feed.weights} weights, and there are {feed.n} samples: it draws by their "
            f"number, so that only the first {feed.weights} were ever used.",
            "Give it one weight for each sample: the weight of its class.",
        )
        for feed in record.trained
        if feed.weights and feed.n and feed.weights < feed.n and feed.draws
    )


def replaced(record: Record, observed: Observed) -> Findings:
    """Samples are drawn with replacement."""
    yield from (
        fact(
            "with-replacement",
            feed.place,
            f"Samples are drawn by {feed.order}: {observed.distinct_samples} of {feed.n} were used, "
            f"up to {observed.seen[2]} times each.",
        )
        for feed in record.trained
        if feed.order in ("replacement", "WeightedRandomSampler") and observed.seen and feed.n
        if len(record.trained) == 1 and feed.passes_complete >= 1 and ENOUGH
    )
