"""Rules on iterators: passes begun anew, iterators used up, streams that each worker reads whole."""

import ast
import inspect
import re

from autograder.audit import source
from autograder.audit.data import Feed
from autograder.audit.findings import Findings, fact, mistake, mistake_if, question
from autograder.audit.observed import Observed
from autograder.audit.places import Place
from autograder.audit.record import Record

# An iterator that the user keeps under a name; a library may ask a used-up one again for reasons of its own.
_KEPT = re.compile(r"=\s*(iter|enumerate|zip|map|tqdm)\(")


def restarted(record: Record, observed: Observed) -> Findings:
    """Passes are begun again and again, and none is gone through."""
    for feed in record.trained:
        used = [of for of in feed.passes if of.backwards]
        if feed.kind != "loader" or feed.passes_complete or len(used) < 5 or not feed.batches:
            continue
        if max(of.draws for of in used) >= feed.batches:
            continue
        same = all(of.first == used[0].first and of.first for of in used)
        place = used[0].place
        text = place.text if place else ""
        start_again = "next(iter(" in text.replace(" ", "")
        if same:
            rest = (feed.n or 0) - (observed.distinct_samples or 0)
            proven = start_again and feed.order == "SequentialSampler"
            yield mistake_if(
                proven,
                "restart",
                place,
                f"{feed.passes_begun} passes were begun here and none went on past batch "
                f"{max(of.draws for of in used)} of {feed.batches}: always the same first "
                f"samples; {rest} of {feed.n} "
                "were never used.",
                "Make the iterator once, before the loop.",
            )
        elif max(of.draws for of in used) == 1 and not start_again:
            yield question(
                "restart",
                place,
                f"{feed.passes_begun} passes were begun here, and each was left after its first batch of "
                f"{feed.batches}.",
            )
        elif start_again:
            yield fact(
                "restart",
                place,
                f"{feed.passes_begun} passes were begun and none went on past batch "
                f"{max(of.draws for of in used)} of {feed.batches}: the samples are drawn as if with replacement.",
            )


def left_by_one_loop(record: Record, observed: Observed) -> Findings:
    """A limit of steps was reached and left only the inner loop: every later pass began, and made one more update."""
    for feed in record.trained:
        used = [of for of in feed.passes if of.backwards]
        late = [of for of in used if of.draws == 1 and not of.complete]
        earlier = used[: len(used) - len(late)]
        if not earlier or len(late) < 2 or used[len(earlier) :] != late or not feed.batches:
            continue
        place = _break_at_a_limit(late[0].place)
        if feed.batches < 2 or max(of.draws for of in earlier) < 2 or place is None:
            continue
        yield mistake(
            "restart",
            place,
            f"The limit was reached in pass {len(earlier)}, and this break leaves only the loop over batches: "
            f"{len(late)} passes more were begun, and each made another update.",
            "Leave the loop over epochs too.",
        )


def _break_at_a_limit(place: Place | None) -> Place | None:
    """The ``break`` of a loop over batches, under an ``if`` that a counter of the run has reached a limit."""
    around = source.loops_around(place)
    if len(around) < 2 or place is None:
        return None
    set_anew = {name for part in around[1].body for name in source.names_set(part)}
    for node in around[0].body:
        if isinstance(node, ast.If) and isinstance(node.body[-1], ast.Break):
            test = node.test
            reaches = isinstance(test, ast.Compare) and isinstance(test.ops[0], (ast.GtE, ast.Eq))
            if reaches and not {n.id for n in ast.walk(test) if isinstance(n, ast.Name)} & set_anew:
                return Place(place.file, node.body[-1].lineno)
    return None


def kept_batches(record: Record, observed: Observed) -> Findings:
    """Batches that were drawn once, shuffled, and trained on again and again (``itertools.cycle``, a list)."""
    for feed in record.trained:
        of = feed.passes[-1]
        if not feed.repeats or feed.repeats < of.draws or of.place is None:
            continue
        if feed.order != "RandomSampler" or feed.passes_begun > 1:
            continue
        # Beside another loader the shorter one is often cycled on purpose.
        alone = len(record.trained) == 1
        proven = alone and re.search(r"\bcycle\(", of.place.text) is not None
        yield mistake_if(
            proven,
            "shuffle-once",
            of.place,
            f"The loader shuffles, and was gone through once: its {of.draws} batches were kept and trained on "
            f"again {feed.repeats} times, in the same order and with the same samples together.",
            "Loop over the loader again for each pass; cycle() never does.",
        )


def iterator_used_up(record: Record, observed: Observed) -> Findings:
    """A loop asked an iterator for more after its end."""
    yield from (
        mistake(
            "out-of-data",
            of.place,
            f"The iterator made here was used up after {of.draws} batches and asked for more "
            f"{of.repeated_end} times: those loops had no batch.",
            "Make a new iterator for each pass: loop over the loader itself.",
        )
        for feed in record.feeds.values()
        for of in feed.passes
        if of.repeated_end >= 1 and of.draws and feed.sizes
        if of.place is not None and _KEPT.search(of.place.text)
    )
    for place, (loop, times, used_up) in record.noted.generators.items():
        if used_up() and times >= 2 and record.error is None and not record.interrupted:
            yield mistake(
                "out-of-data",
                place,
                f"The iterator made here gives one pass. The loop over epochs in line {loop} "
                f"runs {times} times: only the "
                f"first had batches ({record.updates} updates in all).",
                "Make a new one for each epoch, inside the loop.",
            )


def copies_by_workers(record: Record, observed: Observed) -> Findings:
    """Each worker process read the whole stream."""
    for feed in record.trained:
        if feed.order != "stream" or feed.workers < 2 or not feed.passes_complete:
            continue
        first = feed.passes[0]
        samples = sum(size * count for size, count in first.sizes.items())
        different = len(feed.root.numbers)
        if different and samples == feed.workers * different and feed.root.counted:
            yield mistake(
                "worker-copies",
                _iter_place(feed) or feed.place,
                f"A pass gave {samples} samples, and only {different} different ones: each of "
                f"the {feed.workers} workers "
                "goes through the whole stream.",
                "Let each worker take its share (torch.utils.data.get_worker_info), or use one worker.",
            )


def _iter_place(feed: Feed) -> Place | None:
    dataset = feed.dataset() if feed.dataset is not None else None
    method = getattr(type(dataset), "__iter__", None)
    if method is None:
        return None
    try:
        lines, start = inspect.getsourcelines(method)
        file = inspect.getsourcefile(method)
    except (OSError, TypeError):
        return None
    for number, line in enumerate(lines):
        if line.strip().startswith(("for ", "yield from ", "while ")) and file:
            return Place(file, start + number)
    return Place(file, start) if file else None
