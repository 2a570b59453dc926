"""Rules on what never learns: parameters that never move, steps never made, batches never differentiated."""

from autograder.audit import source
from autograder.audit.findings import Finding, Findings, mistake, question
from autograder.audit.observed import Observed
from autograder.audit.optimizers import OptimizerRecord
from autograder.audit.places import Place
from autograder.audit.record import Record
from autograder.audit.rules.update import ENOUGH


def never_moved(record: Record, observed: Observed) -> Findings:
    """Parameters that the loss depends on and no optimizer has; parameters that never had a gradient."""
    found = [*_of_an_optimizer(record)]
    yield from found
    movers = [o for o in record.optimizers if o.updates]
    unowned = sum(record.losses.unowned.values())
    if movers and unowned and not found:
        yield question(
            "never-updated",
            movers[-1].made_at,
            f"The loss depends on {unowned} parameters that no optimizer has: they had gradients and "
            "never moved.",
        )
    yield from _frozen(record)


def _of_an_optimizer(record: Record) -> Findings:
    """All of its parameters never moved, while others had the gradients; or some."""
    movers = [o for o in record.optimizers if o.updates]
    unowned = sum(record.losses.unowned.values())
    for optimizer in movers:
        idle = optimizer.updates >= ENOUGH and optimizer.checked and len(optimizer.never)
        everything = idle and len(optimizer.never) >= len(optimizer.parameters)
        if everything and unowned and len(movers) == 1:
            yield mistake(
                "never-updated",
                optimizer.made_at,
                f"{optimizer.name} has {len(optimizer.parameters)} parameters, none of which the loss depends on; "
                f"the {unowned} that it does depend on belong to no optimizer and never moved.",
                "Make the optimizer after the model has its last form, from its own parameters().",
            )
        elif idle and (new := _replaced(record, optimizer)):
            yield mistake(
                "never-updated",
                optimizer.made_at,
                f"{len(optimizer.never)} of the {len(optimizer.parameters)} parameters of {optimizer.name} are no "
                f"longer in the model, which has {new} others in their place: those never moved.",
                "Make the optimizer after the model has its last form, from its own parameters().",
            )
        elif idle and not everything:
            yield question(
                "never-updated",
                optimizer.made_at,
                f"{len(optimizer.never)} of the {len(optimizer.parameters)} parameters of "
                f"{optimizer.name} never had a gradient.",
            )


def _replaced(record: Record, optimizer: OptimizerRecord) -> int:
    """How many parameters the model has in the place of those of its optimizer that it has no more."""
    models = [r for r in record.modes.roots.values() if r.parameters & optimizer.ids]
    new = {p for r in models for p in r.parameters} & set(record.losses.unowned)
    kept = any(r.parameters & optimizer.never for r in models)
    # More than still learn are a body that was left out on purpose.
    learning = len(optimizer.parameters) - len(optimizer.never)
    return 0 if kept or len(new) > learning else len(new)


def thawed(record: Record, observed: Observed) -> Findings:
    """Parameters that were frozen when their optimizer was made, and had gradients later: it has them not."""
    movers = [o for o in record.optimizers if o.updates]
    alive = [o.ref() for o in record.optimizers]
    owned = {id(p) for one in alive if one for group in one.param_groups for p in group["params"]}
    for root in record.modes.roots.values():
        without = [p for p in root.thawed if id(p) not in owned]
        mine = [o for o in movers if root.parameters & o.ids]
        if without and mine and all(one is not None for one in alive):
            yield mistake(
                "never-updated",
                mine[-1].made_at,
                f"{len(without)} parameter tensors were frozen at first, and had gradients later in the run: "
                f"{mine[-1].name} was made without them, so that they never moved.",
                "Give them to the optimizer when they are unfrozen: optimizer.add_param_group, or a new one.",
            )


def _frozen(record: Record) -> Findings:
    """A part of the model was frozen: where the user's code says so."""
    for optimizer in record.optimizers:
        if not optimizer.updates:
            continue
        for root in record.modes.roots.values():
            if not root.parameters & optimizer.ids:
                continue
            frozen, names = root.frozen, len(root.parameters)
            if not frozen or not optimizer.stack:
                continue
            lines = source.lines_with(optimizer.stack[0].file, "requires_grad")
            if not lines:
                return  # a library's own: running statistics, seeds
            place = Place(optimizer.stack[0].file, lines[-1])
            yield Finding(
                "never-updated",
                "question",
                place,
                f"{len(frozen)} of {names} parameter tensors ({len(frozen) / names:.0%}) are frozen and "
                f"never moved, {frozen[0]} among them. Was each of them meant?",
            )
            return


def no_step(record: Record, observed: Observed) -> Findings:
    """Gradients were computed and cleared all along, and never used."""
    for optimizer in record.optimizers:
        passes = record.passes_complete
        if optimizer.updates or optimizer.backwards < 2 * ENOUGH or not passes:
            continue
        # A scaler skips steps whose gradients are not finite.
        if optimizer.clears >= ENOUGH and not record.hand.updates and not record.noted.scales:
            place = optimizer.backward_place
            steps = source.calls_around(place, ("step",))  # under an if that was never true
            yield mistake(
                "never-updated",
                source.uncalled(place, "step") or source.condition(next(steps, place)),
                f"{optimizer.backwards} backwards left gradients for {optimizer.name}, it cleared them "
                f"{optimizer.clears} times, and step() was never called: the weights did not move.",
                "Call step() after the backward.",
            )


def nothing_moved(record: Record, observed: Observed) -> Findings:
    """Gradients of whole passes, and no weight was ever changed."""
    passes = record.passes_complete
    hand = record.hand
    if record.updates or any(o.backwards for o in record.optimizers) or passes < 2:
        return
    if hand.done or not hand.watched or record.error is not None or record.fits:
        return
    yield Finding(
        "never-updated",
        "question",
        source.line_after(hand.place, ".grad"),
        f"{record.backwards} backwards computed gradients, and the weights watched never changed. Was this meant? "
        "`p = p - …` gives a name another value; only `p -= …`, under torch.no_grad(), changes the weight.",
    )


def only_the_last_batch(record: Record, observed: Observed) -> Findings:
    """Every batch of a pass went through the model, and only the last one's loss was differentiated."""
    for feed in record.trained:
        passes = [of for of in feed.passes if of.complete]
        last = [of for of in passes if of.dropped == of.draws - 1 > 0]
        if len(passes) < 2 or not last or any(of.backwards != 1 for of in passes):
            continue
        place = next((o.backward_place for o in record.optimizers if o.backward_place), None)
        yield mistake(
            "one-update-per-epoch",
            place,
            f"All {last[0].draws} batches of a pass went through the model, and backward() was called once, on the "
            "last one's loss: the others were never learned from.",
            "Call backward() inside the loop over batches.",
        )
