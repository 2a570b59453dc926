"""Rules on accumulation: windows lost, leaked, cleared inside, weighted wrongly."""

from collections import Counter

from autograder.audit import source
from autograder.audit.findings import Finding, Findings, fact, mistake, mistake_if, question
from autograder.audit.observed import Observed
from autograder.audit.optimizers import OptimizerRecord
from autograder.audit.places import Place
from autograder.audit.record import Record
from autograder.audit.rules.update import ENOUGH, place_of_step


def window_of(optimizer: OptimizerRecord) -> int:
    """The number of micro-batches meant for an update: what losses are divided by, else the usual one."""
    if len(optimizer.divisors) == 1:
        divisors = next(iter(optimizer.divisors))
        for divisor in divisors:
            if (
                divisor > 1.5
                and abs(divisor - round(divisor)) < 1e-6
                and round(divisor) in optimizer.windows
            ):
                return round(divisor)
    return optimizer.windows.most_common(1)[0][0] if optimizer.windows else 0


def place_of_condition(record: Record, optimizer: OptimizerRecord) -> Place | None:
    """The line that decides when an update is made: the argument of a library, or an ``if``."""
    for asked in record.asked:
        if asked.what in ("accumulate_grad_batches", "gradient_accumulation_steps") and asked.stack:
            return source.naming(asked.stack, asked.what)
    return source.condition(place_of_step(optimizer))


def cleared_inside(record: Record, observed: Observed) -> Findings:
    """Gradients were cleared at every micro-batch, and only the last one's reached the update."""
    for optimizer in record.optimizers:
        if not optimizer.updates or len(optimizer.lost) < 2 or optimizer.empty or optimizer.given:
            continue
        counts = Counter(lost for _, lost, _, _, _ in optimizer.lost)
        usual, times = counts.most_common(1)[0]
        if times < 0.6 * min(optimizer.updates, 256) or window_of(optimizer) != 1:
            continue
        scales = [scale for _, lost, _, scale, _ in optimizer.lost if lost == usual and scale]
        divided = bool(scales) and abs(scales[0] * (usual + 1) - 1) < 0.01
        waits = source.condition_mentions(place_of_step(optimizer), "accum")
        place = next((where for _, _, where, _, _ in optimizer.lost if where), None)
        lost = optimizer.lost_draws
        outside = _stepped_outside(optimizer)
        if outside is not None:
            yield mistake(
                "cleared-too-early",
                outside,
                f"step() stands behind the loop over batches: before nearly every update the gradients of {usual} "
                f"batches were computed and cleared unused, {lost} batches in all.",
                "Call step() inside the loop, once for each batch.",
            )
            continue
        yield mistake_if(
            divided or waits,
            "cleared-too-early",
            place,
            f"Before nearly every update the gradients of {usual} batches were cleared unused: {lost} batches in "
            f"all. Only the last of {usual + 1} reached an update"
            + (f", although each loss was divided by {usual + 1}." if divided else "."),
            "Clear once for each update, not for each micro-batch.",
        )


def _stepped_outside(optimizer: OptimizerRecord) -> Place | None:
    """The line of step(), where it stands behind the loop that makes the gradients and in the loop around that."""
    step = place_of_step(optimizer)
    inner, outer = source.loops_around(optimizer.backward_place), source.loops_around(step)
    behind = bool(inner and outer) and inner[0] not in outer and outer[0] in inner
    return step if behind and step is not None and step.line > (inner[0].end_lineno or 0) else None


def tail_lost(record: Record, observed: Observed) -> Findings:
    """The gradients of a pass's last micro-batches were cleared, or left, without an update."""
    for optimizer in record.optimizers:
        window = window_of(optimizer)
        left = len(optimizer.window)
        if window < 2 or optimizer.closures:
            continue
        lost = [entry for entry in optimizer.lost if entry[1] < window]
        total = sum(entry[1] for entry in lost)
        at_ends = [entry for entry in lost if entry[4]]
        unfinished = record.error is not None or record.interrupted
        if at_ends and len(at_ends) == len(lost) and not optimizer.mixed:
            yield _lost(record, optimizer, total, window, "at the ends of passes")
        elif 0 < left < window and not optimizer.mixed and not lost and not unfinished:
            complete = all(m.draws and m.draws[-1].of.complete for m in optimizer.window)
            if complete:
                yield _lost(record, optimizer, left, window, "at the end of the run")


def _lost(
    record: Record, optimizer: OptimizerRecord, batches: int, window: int, when: str
) -> Finding:
    one = batches == 1
    return mistake(
        "accum-tail",
        place_of_condition(record, optimizer),
        f"The gradients of {batches} micro-batch{'' if one else 'es'} {'was' if one else 'were'} computed and never "
        f"used, {when}: an update is made after {window} micro-batches, and the rest of a pass has fewer.",
        "Make an update for the last, shorter window too, divided by its own size.",
    )


def windows_weighted(record: Record, observed: Observed) -> Findings:
    """Windows of different length, whose losses were divided by one and the same number."""
    for optimizer in record.optimizers:
        window = window_of(optimizer)
        if optimizer.closures or len(optimizer.totals) < 2 or len(optimizer.divisors) > 1:
            continue
        by_length: dict[int, float] = {}
        for micro, weight, _, _ in optimizer.totals:
            by_length.setdefault(micro, weight)
        if len(by_length) < 2 or window not in by_length or window < 2:
            continue
        usual = by_length[window]
        odd = {k: w for k, w in by_length.items() if abs(w - usual) > 0.02 * usual}
        if not odd or abs(usual - 1) > 0.02:
            continue
        length, weight = next(iter(odd.items()))
        leaks = length > window or bool(optimizer.mixed)
        text = (
            f"Most updates join {window} micro-batches, each loss divided by {window}; some join {length}, "
            f"divided by {window} all the same: those samples weigh {weight / usual:.2f} of what they should in all."
        )
        if leaks:
            text += " The rest of one pass was not cleared and leaked into the next pass's first window."
        change = "Divide each loss by the micro-batches of its own window, and make the last window's update."
        place = place_of_condition(record, optimizer)
        yield mistake("accum-tail", place, text, change)


def crossing(record: Record, observed: Observed) -> Findings:
    """Windows that run on from one pass into the next."""
    yield from (
        fact(
            "accum-tail",
            place_of_condition(record, optimizer),
            f"{len(optimizer.mixed)} updates join batches of two passes: the windows run on across the end of a pass.",
        )
        for optimizer in record.optimizers
        if optimizer.mixed and window_of(optimizer) > 1
    )


def divided_twice(record: Record, observed: Observed) -> Findings:
    """A loss was divided by the number of micro-batches more than once."""
    for optimizer in record.optimizers:
        window = window_of(optimizer)
        if window < 2 or not optimizer.divisors or optimizer.closures:
            continue
        divisors, _ = optimizer.divisors.most_common(1)[0]
        twice = [d for d in divisors if abs(d - window) < 1e-6]
        if len(twice) >= 2:
            yield mistake(
                "accum-mean",
                record.losses.place or source.loss_place(optimizer.backward_place),
                f"Each loss was divided by {window} {len(twice)} times before its backward, and an update joins "
                f"{window} micro-batches: every update is {window ** (len(twice) - 1)} times too small.",
                "Divide by the number of micro-batches once.",
            )
            continue
        weights = [w for m, w, _, _ in optimizer.totals if m == window]
        divided = any(divisor != 1 for divisor in divisors)
        added_up = bool(weights) and abs(weights[0] - window) < 0.02 * window and not divided
        if added_up and len(record.optimizers) == 1 and not optimizer.repeats_draws:
            takes_items = record.losses.takes_items  # the Trainer leaves the dividing to it
            yield mistake_if(
                takes_items,
                "accum-mean",
                takes_items or source.loss_place(optimizer.backward_place),
                f"{window} micro-batches are added up and not divided: each update is "
                f"{window} times that of their mean."
                + (
                    " The Trainer divides by nothing where forward takes any keyword: it is to divide by "
                    "num_items_in_batch itself, and each loss is a mean."
                    if takes_items
                    else ""
                ),
                "Sum the losses and divide by num_items_in_batch.",
            )


def divided_and_not_joined(record: Record, observed: Observed) -> Findings:
    """Losses divided as for accumulation, and an update made for each."""
    for optimizer in record.optimizers:
        if set(optimizer.windows) != {1} or len(optimizer.divisors) != 1 or optimizer.lost:
            continue
        divisors = next(iter(optimizer.divisors))
        place = source.loss_place(optimizer.backward_place)
        if len(divisors) == 1 and divisors[0] > 1.5 and source.divides_by(place, "accum"):
            yield mistake(
                "accum-mean",
                place_of_step(optimizer),
                f"Each loss was divided by {divisors[0]:g}, as if so many micro-batches were joined, and an update was "
                f"made for each of the {optimizer.updates} batches: every update is {divisors[0]:g} times too small.",
                "Make the update, and clear, once for so many micro-batches.",
            )


def uneven_items(record: Record, observed: Observed) -> Findings:
    """Inside a window, an item of one micro-batch weighed more than one of another."""
    for optimizer in record.optimizers:
        times = len(optimizer.uneven)
        if not times or window_of(optimizer) < 2 or optimizer.repeats_draws or optimizer.closures:
            continue
        most = max(ratio for _, ratio in optimizer.uneven)
        often = times >= 0.5 * min(len(optimizer.totals), 256) and times >= ENOUGH
        # One for each pass: its last batch is shorter, and its window is not wrong by more than that.
        often = often and times > record.passes_complete
        yield mistake_if(
            often,
            "accum-mean",
            record.losses.place or source.loss_place(optimizer.backward_place),
            f"In {times} updates an item of one micro-batch weighed up to {most:.3g} times one "
            "of another: each loss "
            "is the mean of its own micro-batch, and they hold different numbers of items.",
            "Sum the losses and divide by the items of the whole window.",
        )


def one_update_a_pass(record: Record, observed: Observed) -> Findings:
    """All batches of a pass before one update."""
    for optimizer in record.optimizers:
        window = window_of(optimizer)
        for feed in record.trained:
            whole = feed.batches is not None and window == feed.batches > ENOUGH
            if whole and optimizer.updates >= 2 and not optimizer.closures and not optimizer.mixed:
                yield question(
                    "one-update-per-epoch",
                    place_of_step(optimizer),
                    f"All {window} batches of a pass stand behind one update: {optimizer.updates} updates in "
                    f"{optimizer.updates} passes.",
                )
