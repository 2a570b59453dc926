"""Rules on one ``fit`` of Keras: what was asked beside what happened, and what it shows by itself."""

from typing import Any

import numpy as np

from autograder.audit.findings import Finding, Findings, mistake, mistake_if, question
from autograder.audit.fits_keras import KerasFit
from autograder.audit.places import Place

ENOUGH = 3


def findings(fit: KerasFit) -> Findings:
    """What one ``fit``, or one model's ``train_on_batch`` calls, shows."""
    rules = (_ran_out, _nothing, _tail, _rates, _sorted, _judged, _compiled_anew, _cut)
    yield from (one for rule in rules if (one := rule(fit)) is not None)


def _ran_out(fit: KerasFit) -> Finding | None:
    epochs, steps = fit.asked["epochs"] or 1, fit.asked["steps_per_epoch"]
    first = fit.first_epoch
    if not steps or not fit.epochs or fit.broke_off or (fit.stopped and _early(fit)):
        return None
    wanted = (epochs - first) * steps
    if fit.batches >= wanted:
        return None
    short = [batches for batches in fit.epochs if batches < steps]
    if fit.length is not None and all(batches for batches in fit.epochs) and fit.epochs[0] == steps:
        return mistake_if(
            set(fit.epochs) == {steps, 1},  # one batch less than the data hold: by rounding down
            "spe-data",
            fit.place,
            f"Asked for {epochs - first} epochs of {steps} steps, {wanted} batches; "
            f"{fit.batches} were trained on: the data "
            f"hold no whole number of such epochs, and {len(short)} of {len(fit.epochs)} were "
            "cut short.",
            "Leave steps_per_epoch out: an epoch then takes all of the data, the shorter last batch too.",
        )
    return mistake(
        "out-of-data",
        fit.place,
        f"Asked for {epochs - first} epochs of {steps} steps, {wanted} batches; the data gave "
        f"{fit.batches}: epochs had "
        f"{', '.join(map(str, fit.epochs[:6]))} batches.",
        "Let the data repeat, or ask for as many steps as they hold.",
    )


def _early(fit: KerasFit) -> bool:
    return len(fit.epochs) < (fit.asked["epochs"] or 1) and bool(fit.epochs[-1])


def _nothing(fit: KerasFit) -> Finding | None:
    epochs, first = fit.asked["epochs"] or 1, fit.asked["initial_epoch"] or 0
    if fit.asked["initial_epoch"] and first >= epochs and not fit.batches:
        return mistake_if(
            len(fit.of_the_same_model) > 1,  # else a finished run may have been resumed
            "initial-epoch",
            fit.place,
            f"epochs={epochs} with initial_epoch={first} trains for no epoch at all: epochs is "
            "the number of the last one, "
            "not how many more.",
            "Give epochs the number of the last epoch, those before counted.",
        )
    return None


def _tail(fit: KerasFit) -> Finding | None:
    window = fit.window
    mine = fit.of_the_same_model
    batches = sum(one.batches for one in mine)
    over = fit.broke_off or fit.record.error is not None
    if not window or fit is not mine[-1] or batches % window == 0 or over:
        return None
    left = batches % window
    return mistake(
        "accum-tail",
        fit.place,
        f"{batches} batches in windows of {window}: the gradients of the last {left} were computed and never used. "
        "Keras's windows run on across epochs and fits; only a full one makes an update.",
        f"Choose batches and epochs so that {window} divides their number.",
    )


def _rates(fit: KerasFit) -> Finding | None:
    schedule = fit.schedule
    place = fit.record.keras.schedules.get(id(schedule))
    total = getattr(schedule, "decay_steps", None)
    if place is None or not fit.updates or fit.updates < 8 or not callable(schedule):
        return None
    window = fit.window
    at = np.unique(np.linspace(0, fit.updates * window - 1, min(fit.updates, 512)).astype(int))
    rates = np.array([float(schedule(int(step))) for step in at])
    idle = float(np.mean(rates <= 1e-6 * rates.max())) if rates.max() > 0 else 1.0
    epochs = len(fit.epochs)
    if stairs := _boundaries(schedule, place, epochs, fit.updates * window):
        return stairs
    flat = type(schedule).__name__ in ("CosineDecay", "PolynomialDecay")
    if idle >= 0.3:
        text = (
            f"{round(idle * fit.updates)} of {fit.updates} updates had a learning rate of "
            "0: they changed nothing."
        )
    elif flat and total == epochs and fit.updates >= 2 * epochs:
        text = f"The rate came to its end after {total} of {fit.updates} updates."
    else:
        return None
    length = f" decay_steps={total}" if total is not None else ""
    unit = ", which is the number of epochs; the schedule counts batches" if total == epochs else ""
    return mistake(
        "schedule-unit",
        place,
        f"{text} {type(schedule).__name__} has{length}{unit}.",
        "Give it the number of updates in the run.",
    )


def _boundaries(schedule: Any, place: Place, epochs: int, steps: int) -> Finding | None:
    """Boundaries that fit the epochs, of a schedule that counts batches; or that the run never came to."""
    at = list(getattr(schedule, "boundaries", ()))
    if not at or epochs < 2:
        return None
    named = f"PiecewiseConstantDecay changes the rate after steps {', '.join(map(str, at))}"
    if len(at) > 1 and max(at) <= epochs <= 2 * max(at) and steps >= 4 * epochs:
        return mistake(
            "schedule-unit",
            place,
            f"{named}, which fit the {epochs} epochs; it counts batches, and all of its changes came in the first "
            f"{max(at)} of {steps}.",
            "Give the boundaries in batches: epochs times the batches of one.",
        )
    if min(at) >= steps:
        return question(
            "schedule-unit", place, f"{named}, and the run had {steps}: it never changed."
        )
    return None


def _sorted(fit: KerasFit) -> Finding | None:
    if fit.sorted_split is None or not fit.asked["validation_split"]:
        return None
    held, trained = fit.sorted_split
    return mistake(
        "split-sorted",
        fit.place,
        f"validation_split={fit.asked['validation_split']} holds out the last samples, before "
        "any shuffling, and the data are "
        f"sorted: the {held} class{'' if held == 1 else 'es'} held out "
        f"{'is' if held == 1 else 'are'} in none of the "
        f"training samples, which have {trained} others.",
        "Shuffle before fit, or give validation_data.",
    )


def _judged(fit: KerasFit) -> Finding | None:
    """All validation samples are training samples."""
    if fit.judged is None:
        return None
    common, held, trained = fit.judged
    if common < held or held < ENOUGH or trained in (fit.sizes or ()):
        return None  # one batch may be learned by heart on purpose
    return mistake(
        "val-on-train",
        fit.place,
        f"All {held} samples of validation_data are among the {trained} that fit trains on: its loss cannot show "
        "whether the model has learned them by heart.",
        "Take the validation samples out of the training arrays.",
    )


def _cut(fit: KerasFit) -> Finding | None:
    if not fit.left_out:
        return fit.cuts.lost(fit.place) or fit.cuts.same(fit.place)
    return mistake(
        "count-floor",
        fit.floor,
        f"The PyDataset holds {fit.n} samples, and // in its __len__ leaves the last batch out: all {len(fit.epochs)} "
        f"epochs had the same {len(fit.rows or ())}, and {fit.left_out} were never used.",
        "Round up: math.ceil(samples / batch_size).",
    )


def _compiled_anew(fit: KerasFit) -> Finding | None:
    made = [c for c in fit.record.keras.compiles if c[0] == fit.number]
    fits = fit.of_the_same_model
    same = len(made) >= ENOUGH and len({c[1] for c in made}) == 1 and len({c[2] for c in made}) == 1
    one = all(len(other.epochs) <= 1 for other in fits)
    if not same or not one or fit is not fits[-1] or len(fits) < ENOUGH:
        return None
    if not fit.remembers:
        return None
    return mistake(
        "optimizer-anew",
        made[0][1],
        f"compile was called {len(made)} times with the same settings, before each fit of one "
        "epoch: each time the optimizer "
        "forgot what it remembers of earlier gradients.",
        "Compile once; fit goes on where the last one ended.",
    )
