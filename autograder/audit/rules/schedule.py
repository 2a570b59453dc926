"""Rules on learning-rate schedules: their length against the steps that they were given."""

import itertools

from autograder.audit import source
from autograder.audit.findings import Findings, mistake, mistake_if
from autograder.audit.observed import Observed
from autograder.audit.places import Place, Stack
from autograder.audit.record import Record
from autograder.audit.schedules import ScheduleRecord
from autograder.audit.source import naming

WARMING = ("LinearLR", "ConstantLR")


def _outer(record: Record) -> list[ScheduleRecord]:
    return [s for s in record.schedules.values() if not s.inner]


def no_rate_left(record: Record, observed: Observed) -> Findings:
    """The learning rate was nothing, or next to nothing, for a large part of the updates."""
    for schedule in _outer(record):
        optimizer = schedule.owner
        if optimizer is None or not schedule.ticks or optimizer.updates < 8:
            continue
        rates = optimizer.rates
        idle = max(rates.zeros, rates.small)
        if idle < 0.3 * optimizer.updates:
            continue
        per_update = schedule.ticks / optimizer.updates
        micro = observed.micro_batches or 0
        why = ""
        if micro and schedule.ticks == micro > 1.5 * optimizer.updates:
            why = f" It was stepped at each of {micro} micro-batches, not at each of {optimizer.updates} updates."
        elif per_update > 0.9:
            why = f" It was stepped {schedule.ticks} times, at every update."
        yield mistake(
            "schedule-unit",
            schedule.where,
            f"{idle} of {optimizer.updates} updates were made with a learning rate of "
            f"{'0' if rates.zeros >= rates.small else 'less than a millionth of its highest'}: "
            "they changed nothing. "
            f"{schedule.name} came to its end too early.{why}",
            "Give the schedule its length in the steps that it gets.",
        )


def unit(record: Record, observed: Observed) -> Findings:
    """A schedule's planned length is another count than the one that steps it."""
    passes = record.passes_complete
    resumed = any(schedule.loaded for schedule in record.schedules.values())
    for schedule in _outer(record):
        optimizer = schedule.owner
        total, ticks = schedule.total, schedule.ticks
        if optimizer is None or not total or not ticks or record.interrupted:
            continue
        updates, micro = optimizer.updates, observed.micro_batches or 0
        made = schedule.stack[0] if schedule.stack else schedule.where
        text, proven, where = "", True, schedule.where
        if ticks < 0.5 * total and total == updates:
            text = f"was planned for {total} steps, which is the number of updates, and was stepped {ticks} times"
        elif ticks > 1.5 * total and total == updates and ticks == micro:
            text = f"was planned for {total} steps, the number of updates, and was stepped at all {ticks} micro-batches"
        elif ticks > 1.1 * total and total == updates > passes and len(schedule.places) < 2:
            text = f"was planned for {total} steps, the number of updates, and was stepped {ticks} times"
        elif (
            ticks > 1.5 * total
            and ticks == updates
            and total == passes
            and schedule.name not in WARMING
        ):
            text = f"was planned for {total} steps, the number of passes, and was stepped at all {ticks} updates"
        elif ticks < 0.8 * total and total == micro and ticks == updates:
            text = (
                f"was planned for {total} steps, which is the number of micro-batches, "
                f"and was stepped {ticks} times, at the updates: it never came to its end"
            )
            where = made
        elif ticks < 0.8 * total and total == observed.samples_processed and ticks == updates:
            text = (
                f"was planned for {total} steps, which is the number of samples in all passes, "
                f"and was stepped {ticks} times, at the updates: it never came to its end"
            )
            where = made
        elif record.error is not None or resumed:
            continue
        elif ticks < 0.9 * total and ticks == updates and _must_end(schedule):
            text = (
                f"was planned for {total} steps, and the run ended after its {ticks}: the rate never came down to "
                "where one cycle ends"
            )
            where = made
        elif ticks < 0.5 * total and (updates >= total or ticks == updates):
            text = f"was planned for {total} steps and stepped {ticks} times in {updates} updates"
            proven, where = False, made if ticks == updates else where
        elif ticks > 1.5 * total and schedule.name not in WARMING:
            text, proven = f"was planned for {total} steps and stepped {ticks} times", False
        if text:
            change = "Plan it in the unit that steps it."
            yield mistake_if(proven, "schedule-unit", where, f"{schedule.name} {text}.", change)


def _must_end(schedule: ScheduleRecord) -> bool:
    """Whether only the whole plan has a sense, and nothing in the program could have ended the run before it."""
    place = schedule.place
    goes_on = place is not None and source.may_stop_or_go_on(place.file)
    return schedule.name == "OneCycleLR" and bool(source.loops_around(place)) and not goes_on


def milestones(record: Record, observed: Observed) -> Findings:
    """Milestones counted in epochs, of a schedule that every update steps, or the other way round."""
    passes = record.passes_complete
    for schedule in _outer(record):
        optimizer, steps, ticks = schedule.owner, schedule.milestones, schedule.ticks
        if optimizer is None or not steps or passes < 2 or optimizer.updates < 2 * passes:
            continue
        made = schedule.stack[0] if schedule.stack else None
        arguments = source.arguments(made, ("milestones", "step_size"))
        at = f"{schedule.name} changes the rate at its steps {', '.join(map(str, steps))}"
        if ticks >= optimizer.updates and max(steps) <= passes:
            named = source.counts_epochs(arguments)
            # Stairs over the whole run, had the passes been counted: of its updates they are only the first few.
            stairs = len(steps) > 1 and 2 * max(steps) >= passes and schedule.falls
            if named or (stairs and optimizer.updates >= 4 * passes):
                yield mistake(
                    "schedule-unit",
                    schedule.where,
                    f"{at}, which {'the program counts in' if named else 'fit its'} epochs, and it was stepped "
                    f"{ticks} times in {passes} passes: at every update.",
                    "Step it once for each pass, or count its steps in updates.",
                )
        reached = ticks >= min(steps) or max(steps) > optimizer.updates
        if not reached and ticks <= passes and source.counts_steps(arguments) and not record.error:
            yield mistake(
                "schedule-unit",
                made,
                f"{at}, which are updates, and it was stepped {ticks} times, once for each pass: the rate never "
                "changed.",
                "Step it at every update, or count its steps in passes.",
            )


def passes_cut_short(record: Record, observed: Observed) -> Findings:
    """A plan for all batches of every pass, of which each pass gave only the first ones."""
    feeds = record.trained
    feed = feeds[0] if len(feeds) == 1 else None
    used = {of.backwards for of in feed.passes if of.backwards} if feed is not None else set()
    if feed is None or not feed.batches or len(used) != 1 or record.error or record.interrupted:
        return
    part, passes = used.pop(), feed.passes_trained
    for schedule in _outer(record):
        optimizer, whole = schedule.owner, feed.batches * passes
        if optimizer is None or schedule.ticks != optimizer.updates or schedule.loaded:
            continue
        if passes > 1 and part < 0.9 * feed.batches and schedule.total == whole:
            yield mistake(
                "schedule-unit",
                schedule.stack[0] if schedule.stack else schedule.where,
                f"{schedule.name} was planned for {whole} steps, all {feed.batches} batches of {passes} passes, and "
                f"each pass was left after {part}: it was stepped {schedule.ticks} times, and never came to its end.",
                "Plan it for the batches that are used.",
            )


def too_short(record: Record, observed: Observed) -> Findings:
    """A schedule was asked for more steps than it has."""
    yield from (
        mistake(
            "schedule-unit",
            schedule.stack[0] if schedule.stack else schedule.where,
            f"{schedule.name} was planned for {schedule.total} steps here, and was asked for one more, which is "
            f"an error: the run had {schedule.owner.updates} updates.",
            "Plan it for all updates of the run: a tail is a batch too, so round up.",
        )
        for schedule in _outer(record)
        if schedule.overrun and schedule.owner is not None
    )


def before_the_update(record: Record, observed: Observed) -> Findings:
    """A schedule is stepped before the updates that its first rate was meant for."""
    yield from (
        mistake(
            "schedule-unit",
            schedule.early,
            f"{schedule.name} is stepped here before the updates, from the first time on: its first rate was never "
            "used, and all others come one step too soon.",
            "Call its step() after the updates.",
        )
        for schedule in _outer(record)
        if schedule.early is not None and "step" in schedule.early.text
        if schedule.places[schedule.early] >= 2 and schedule.owner.updates
        if len(schedule.places) == 1 and not record.noted.scales and not schedule.loaded
    )


def at_two_places(record: Record, observed: Observed) -> Findings:
    """One schedule is stepped at two lines, once for each batch and once more for each pass."""
    for schedule in _outer(record):
        usual = schedule.places.most_common(2)
        if len(usual) != 2 or schedule.owner is None:
            continue
        (often, _), (seldom, _) = usual
        inner, outer = source.loops_around(often), source.loops_around(seldom)
        inside = bool(inner and outer) and inner[0] not in outer and outer[0] in inner
        passes = record.passes_complete
        # In a function of its own the inner line has another loop around it: then the counts must tell.
        counts = schedule.ticks == schedule.owner.updates + passes and passes > 1
        inside = inside or (counts and schedule.total == schedule.owner.updates)
        if not inside or source.statement(often) is source.statement(seldom):
            continue
        more = schedule.ticks - schedule.owner.updates
        proven = schedule.total == schedule.owner.updates and more > 0
        yield mistake_if(
            proven,
            "schedule-unit",
            seldom,
            f"{schedule.name} is stepped at {often}, inside the loop over batches, and once more for each pass here"
            + (
                f": {schedule.ticks} steps in all, and it was planned for the {schedule.total} updates."
                if proven
                else "."
            ),
            "Step it at one of the two.",
        )


def never_stepped(record: Record, observed: Observed) -> Findings:
    """A schedule was made and never stepped."""
    passes = record.passes_complete
    if record.interrupted or record.error is not None or passes < 2:
        return
    yield from (
        mistake(
            "schedule-unit",
            schedule.stack[0] if schedule.stack else None,
            f"{schedule.name} was made and never stepped: the rate stayed at {optimizer.rates.last:g} for all "
            f"{optimizer.updates} updates.",
            "Call its step(), once for each of the units that it was planned in.",
        )
        for schedule in _outer(record)
        if not schedule.ticks
        and sum(other.owner is schedule.owner for other in _outer(record)) == 1
        and (optimizer := schedule.owner) is not None
        and optimizer.updates - schedule.made_after >= 4
        and not optimizer.rates.rises + optimizer.rates.falls
    )


def split_plan(record: Record, observed: Observed) -> Findings:
    """One plan was begun, a checkpoint was loaded, and the same plan began again."""
    made = _outer(record)
    for first, second in itertools.pairwise(made):
        same = first.name == second.name and first.total and first.total == second.total
        whole = first.ticks and second.ticks and first.ticks + second.ticks == first.total
        loaded = any(
            first.updates_at_last <= when <= second.updates_at_first
            for when, _, _ in record.noted.loads
        )
        if same and whole and loaded and not second.loaded:
            yield mistake(
                "resume-replays",
                _where_they_part(first.stack, second.stack),
                f"{first.name} was planned for {first.total} steps, got {first.ticks} of them, "
                "and after weights were "
                f"loaded a new one began at the first step again and got {second.ticks}: the rate jumped back.",
                "Save and load the schedule's (and the optimizer's) state_dict with the weights.",
            )


def _where_they_part(first: Stack, second: Stack) -> Place | None:
    """The line of the second that is not one of the first's."""
    return next((place for place in second if place not in first), second[0] if second else None)


def warmup_too_long(record: Record, observed: Observed) -> Findings:
    """The run ended while the rate was still warming up."""
    for schedule in _outer(record):
        optimizer = schedule.owner
        if optimizer is None or not schedule.warmup or record.interrupted or record.error:
            continue
        if schedule.warmup >= schedule.ticks >= 3 and not optimizer.rates.falls:
            asked = next(
                (a.stack for a in record.asked if a.what.startswith("warmup")), schedule.stack
            )
            yield mistake(
                "schedule-unit",
                naming(asked, "warmup"),
                f"Warming up takes {schedule.warmup} steps, and the run had {schedule.ticks}: "
                "the rate was still rising "
                f"at the last update ({optimizer.rates.last:.3g}).",
                "Make the warm-up shorter than the run.",
            )
