"""Rules on the update: gradients that stay, updates without one, modes, parameters that never move."""

import statistics

from autograder.audit import source
from autograder.audit.findings import Findings, mistake, mistake_if, question
from autograder.audit.observed import Observed
from autograder.audit.optimizers import OptimizerRecord
from autograder.audit.places import Place
from autograder.audit.record import Record

ENOUGH = 3


def place_of_step(optimizer: OptimizerRecord) -> Place | None:
    """Where most of its steps were made."""
    common = optimizer.step_places.most_common(1)
    return common[0][0] if common else None


def not_cleared(record: Record, observed: Observed) -> Findings:
    """A gradient stayed, untouched, from one update into the next."""
    for optimizer in record.optimizers:
        times = len(optimizer.uncleared)
        if times < ENOUGH or times < 0.5 * min(optimizer.looked, 256) or optimizer.touched:
            continue
        yield mistake(
            "grad-not-cleared",
            source.uncalled(optimizer.backward_place, "zero_grad")
            or optimizer.backward_place
            or place_of_step(optimizer),
            f"Update {optimizer.uncleared[0]} still had the whole gradient of the update before in its own, and so "
            f"had {'at least ' if times >= 256 else ''}{times} of the {optimizer.looked} updates watched, by "
            f"{optimizer.name}: gradients add up until they are cleared.",
            "Call zero_grad() once for each update.",
        )
    if len(record.hand.uncleared) >= ENOUGH and len(record.hand.uncleared) > 0.5 * min(
        record.hand.updates, 256
    ):
        yield mistake(
            "grad-not-cleared",
            record.hand.place,
            f"{len(record.hand.uncleared)} of {record.hand.updates} updates written by hand still had the gradient "
            "of the update before in their own.",
            "Set the gradients to None, or to zero, after each update.",
        )


def added_in_closures(record: Record, observed: Observed) -> Findings:
    """A closure is called several times for one step, and never clears."""
    yield from (
        mistake(
            "grad-not-cleared",
            optimizer.backward_place or place_of_step(optimizer),
            f"In {optimizer.added_in_closures} steps {optimizer.name} called the closure several times, and nothing "
            "was cleared between: each gradient was added to those before.",
            "Call zero_grad() first thing in the closure.",
        )
        for optimizer in record.optimizers
        if optimizer.added_in_closures >= ENOUGH
    )


def leaked(record: Record, observed: Observed) -> Findings:
    """The gradients of an evaluation were still there when training went on."""
    yield from (
        mistake(
            "grad-not-cleared",
            place,
            f"{optimizer.leaks} updates still had the gradients of a whole pass over other data in theirs, {batches} "
            "batches that no update was made for: those samples were trained on with the batch that followed.",
            "Evaluate without backward(), under torch.no_grad().",
        )
        for optimizer in record.optimizers
        if optimizer.leak is not None and ENOUGH - 1 <= optimizer.leaks <= 0.5 * optimizer.updates
        for place, batches in [optimizer.leak]
    )


def stale(record: Record, observed: Observed) -> Findings:
    """An update used a gradient that an earlier update had used already."""
    for optimizer in record.optimizers:
        if len(optimizer.stale) >= ENOUGH:
            update, place = optimizer.stale[0]
            yield mistake(
                "stale-gradient",
                optimizer.stale[-1][1] or place,
                f"{len(optimizer.stale)} updates by {optimizer.name} came without a backward since the update "
                f"before (update {update} is the first): they used the old gradient again, at new weights.",
                "Make one update for each gradient.",
            )


def cleared_before(record: Record, observed: Observed) -> Findings:
    """Every gradient was thrown away before its update."""
    for optimizer in record.optimizers:
        empty = len(optimizer.empty)
        if empty >= ENOUGH and empty >= 0.9 * min(optimizer.looked, 256):
            thrown = [place for _, _, place, _, _ in optimizer.lost if place is not None]
            if optimizer.lost:
                yield mistake(
                    "cleared-too-early",
                    thrown[0] if thrown else place_of_step(optimizer),
                    f"{empty} of {optimizer.updates} updates by {optimizer.name} had no gradient: it was cleared "
                    "between the backward and the step, so that nothing was learned.",
                    "Clear after the step, or before the backward.",
                )
            elif len(record.losses.without_graph) >= ENOUGH:
                yield mistake(
                    "never-updated",
                    source.cut_place(record.losses.without_graph[0]),
                    f"{len(record.losses.without_graph)} backwards began at a loss that depends on no parameter: "
                    "it was cut from what it came from (by detach, .data or a new tensor), and no update of "
                    f"{optimizer.name} changed anything.",
                    "Call backward() on the loss itself.",
                )
            elif record.backwards:
                yield mistake(
                    "never-updated",
                    optimizer.made_at,
                    f"None of the parameters of {optimizer.name} ever had a gradient: {empty} of its "
                    f"{optimizer.updates} updates changed nothing.",
                    "Give it the parameters that the loss depends on.",
                )
            else:
                yield mistake(
                    "stale-gradient",
                    place_of_step(optimizer),
                    f"{optimizer.updates} updates by {optimizer.name}, and no backward at all: "
                    "nothing was learned.",
                    "Call loss.backward() before each step.",
                )


def eval_mode(record: Record, observed: Observed) -> Findings:
    """Updates were made while the model was in evaluation mode."""
    for optimizer in record.optimizers:
        for place, times in optimizer.evaluating.items():
            if place is not None:
                yield mistake(
                    "eval-mode",
                    place,
                    f"{times} of {optimizer.updates} updates were made in evaluation mode: "
                    "eval() was called here for "
                    "an evaluation, and train() was not called before training went on. Dropout and batch "
                    "normalisation did not train.",
                    "Call model.train() after every evaluation.",
                )
            elif times == optimizer.updates or times >= ENOUGH:
                unknown = record.modes.unknown
                yield question(
                    "eval-mode",
                    unknown[1] if unknown else place_of_step(optimizer),
                    f"{times} of {optimizer.updates} updates were made in evaluation mode, without dropout or with "
                    "fixed batch normalisation.",
                )


def evaluation_in_training_mode(record: Record, observed: Observed) -> Findings:
    """A held-out set was evaluated with dropout or batch normalisation in training mode."""
    for root in record.modes.roots.values():
        if not root.evaluations_in_training or root.repeated or not root.trained_in_training:
            continue
        place = root.evaluation_place
        feeds = [f for f in record.feeds.values() if f.evaluated_in_training and not f.sizes]
        in_turns = feeds and all(
            f.passes_begun > 1 and source.names_held_out(f.place) for f in feeds
        )
        switches = root.eval_calls or (
            place is not None and source.lines_with(place.file, ".eval(")
        )
        yield mistake_if(
            in_turns and not switches,
            "train-mode",
            place,
            f"{root.evaluations_in_training} batches were evaluated, without gradients, in training mode: "
            f"{' and '.join(sorted(set(root.sensitive)))} were active.",
            "Call model.eval() before the evaluation and model.train() after it.",
        )


def optimizer_anew(record: Record, observed: Observed) -> Findings:
    """An optimizer with a memory was made anew at each pass, for the same weights."""
    groups: dict[tuple[object, ...], list[OptimizerRecord]] = {}
    for optimizer in record.optimizers:
        if optimizer.keeps_state and optimizer.updates and optimizer.stack:
            key = (optimizer.stack[0], optimizer.name, optimizer.settings, frozenset(optimizer.ids))
            groups.setdefault(key, []).append(optimizer)
    for group in groups.values():
        if len(group) < ENOUGH or any(o.loaded for o in group) or record.noted.loads:
            continue
        longest = max(o.updates for o in group)
        of_a_pass = [
            statistics.median([of.backwards for of in feed.passes if of.backwards] or [0])
            for feed in record.trained
        ]
        if of_a_pass and longest <= 1.05 * max(of_a_pass):
            yield mistake(
                "optimizer-anew",
                group[0].stack[0],
                f"{group[0].name} was made {len(group)} times for the same weights, each time "
                "for one pass or less: what "
                "it remembers of earlier gradients was thrown away each time.",
                "Make the optimizer once, before the loop over epochs.",
            )
