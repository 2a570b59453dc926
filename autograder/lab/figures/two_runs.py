"""Lesson 5: two runs side by side, drawn against updates, samples processed or seconds."""

from dataclasses import dataclass
from functools import cache
from time import perf_counter
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from autograder.lab import style
from autograder.lab.controls import Choice, Slider
from autograder.lab.marks import Mark, Trail
from autograder.lab.panel import Panel
from autograder.lab.player import Player
from autograder.lab.prose import Table, count
from autograder.sgd import SGD, Ledger, Linear, steps

Array = NDArray[np.float64]
N_SAMPLES, FEATURES, NOISE = 10_000, 20, 1.0
MODEL = Linear(FEATURES, bias=False)
POINTS = 60  # of a curve
FRAMES = 80
SEEDS = range(5)
"""The sentence compares the mean of so many runs: one run's end trembles."""
TOO_HIGH = 1e3
"""A validation loss from which on a run counts as diverged."""
AXES = {
    "updates": "updates",
    "samples processed": "samples",
    "seconds on this machine": "seconds",
}


@cache
def data() -> tuple[Array, Array, Array, Array]:
    """A linear problem: X (10,000, 20) and y to train on, and 4,000 held-out samples to validate."""
    rng = np.random.default_rng(0)
    w = rng.normal(size=FEATURES)
    X = rng.normal(size=(N_SAMPLES + 4000, FEATURES))
    y = X @ w + rng.normal(0, NOISE, len(X))
    return X[:N_SAMPLES], y[:N_SAMPLES], X[N_SAMPLES:], y[N_SAMPLES:]


@dataclass(frozen=True)
class Race:
    """One run as a curve: updates, samples processed and seconds at each measured validation loss."""

    ledger: Ledger
    updates: Array
    samples: Array
    seconds: Array
    loss: Array
    diverged: bool


def race(
    held: tuple[Array, Array, Array, Array],
    *,
    batch_size: int,
    num_epochs: int,
    lr: float,
    seed: int = 0,
) -> Race:
    """Train from w = 0 and measure the validation loss at about 60 places, evenly in log updates.

    The clock runs while the weights are updated and stands still while the loss is measured.
    """
    X, y, X_val, y_val = held
    ledger = Ledger(len(y), batch_size, num_epochs=num_epochs)
    places = np.unique(np.geomspace(1, ledger.updates, POINTS).astype(int))
    wanted, run = set(places.tolist()), [(0, 0.0, _loss(np.zeros(FEATURES), X_val, y_val))]
    diverged, spent = False, 0.0
    started = perf_counter()
    for now in steps(
        MODEL,
        X,
        y,
        batch_size=batch_size,
        num_epochs=num_epochs,
        optimizer=SGD(lr=lr),
        seed=seed,
        theta=np.zeros(FEATURES),
    ):
        if now.step in wanted or now.diverged:
            spent += perf_counter() - started
            loss = np.inf if now.diverged else _loss(now.theta, X_val, y_val)
            if not loss < TOO_HIGH:
                diverged = True
                break
            run.append((now.step, spent, loss))
            started = perf_counter()
    updates, seconds, losses = np.array(run).T
    samples = np.array([ledger.samples_after(int(u)) for u in updates], float)
    return Race(ledger, updates, samples, seconds, losses, diverged)


def two_runs() -> Panel:
    """Two batch sizes and numbers of epochs, one learning rate, and the axis to compare them on."""
    held = data()
    # The first run pays for what later ones find ready: it is none of the two.
    race(held, batch_size=100, num_epochs=1, lr=0.05)
    X, y, X_val, y_val = held
    best = _loss(np.linalg.lstsq(X, y, rcond=None)[0], X_val, y_val)
    fig, (curves,) = style.figure(size=(9.6, 4.1))
    style.label(curves, y="validation loss above the lowest possible", title="Two runs")
    curves.set(yscale="log", ylim=(3e-4, 60))
    style.legend(curves, first="run A", second="run B", loc="upper right")
    player = Player(
        fig,
        fps=12,
        poster=1.0,
        alt="How far the validation loss of two runs is above the lowest possible one, on a "
        "logarithmic axis, against the chosen measure of effort.",
    )
    table = Table("The two runs")

    def update(size_a: int, epochs_a: int, size_b: int, epochs_b: int, lr: float, axis: str) -> str:
        a = race(held, batch_size=size_a, num_epochs=epochs_a, lr=lr)
        b = race(held, batch_size=size_b, num_epochs=epochs_b, lr=lr)
        name = next(label for label, key in AXES.items() if key == axis)
        longest = _round_up(max(getattr(a, axis)[-1], getattr(b, axis)[-1]))
        style.limits(curves, x=(0.0, 1.01 * longest))
        if curves.get_xlabel() != name:
            curves.set_xlabel(name)
        at = np.linspace(0, longest, FRAMES)
        player.show(
            [
                *_moving(curves, a, axis, at, best, "first"),
                *_moving(curves, b, axis, at, best, "second"),
            ],
            [_caption(a, b, axis, x, best) for x in at],
        )
        table.fill(_rows(a, b, best))
        return _sentence(a, b, best, axis, lr)

    return Panel(
        update,
        player,
        table,
        tries=({"epochs_b": 1}, {"lr": 0.01, "epochs_a": 1, "epochs_b": 1}, {"size_b": 96}),
        size_a=Slider("A: batch size", 10, 5, N_SAMPLES, log=True),
        epochs_a=Slider("A: epochs", 1, 1, 10),
        size_b=Slider("B: batch size", 100, 5, N_SAMPLES, log=True),
        epochs_b=Slider("B: epochs", 10, 1, 10),
        lr=Slider("learning rate", 0.05, 0.001, 0.2, log=True),
        axis=Choice("compare by", "updates", AXES),
    )


def _loss(theta: NDArray[Any], X: Array, y: Array) -> float:
    return float(MODEL.loss(theta, X, y))


def _round_up(value: float) -> float:
    """The next of 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10 times a power of ten."""
    power = 10.0 ** np.floor(np.log10(value))
    rounds = power * np.array([1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10])
    return float(rounds[np.searchsorted(rounds, value * (1 - 1e-9))])


def _moving(ax: Axes, run: Race, axis: str, at: Array, best: float, role: str) -> list[Mark]:
    x = getattr(run, axis)
    above = np.maximum(run.loss - best, 1e-6)
    return [Trail(ax, np.column_stack([x, above]), role, at=np.searchsorted(at, x * (1 - 1e-9)))]


def _caption(a: Race, b: Race, axis: str, x: float, best: float) -> str:
    parts = []
    for name, run in (("A", a), ("B", b)):
        done = int(np.searchsorted(getattr(run, axis), x * (1 + 1e-9), side="right")) - 1
        over = "finished" if done == len(run.loss) - 1 else count(int(run.updates[done]), "update")
        parts.append(
            f"{name}: {over}, {run.samples[done]:,.0f} samples, loss {run.loss[done] - best:.3g} above"
        )
    unit = {
        "updates": count(round(x), "update"),
        "samples": count(round(x), "sample"),
        "seconds": f"{x * 1000:.1f} ms",
    }
    return f"At {unit[axis]}. {'; '.join(parts)}."


def _rows(a: Race, b: Race, best: float) -> list[tuple[str, str]]:
    def pair(values: list[str]) -> str:
        return " | ".join(values)

    runs = (a, b)
    return [
        ("run", pair(["A", "B"])),
        ("steps per epoch", pair([f"{r.ledger.steps_per_epoch:,}" for r in runs])),
        ("samples in the tail", pair([f"{r.ledger.tail:,}" for r in runs])),
        ("updates", pair([f"{r.ledger.updates:,}" for r in runs])),
        ("samples processed", pair([f"{r.ledger.samples_processed:,}" for r in runs])),
        ("loss above the lowest", pair([f"{r.loss[-1] - best:.4f}" for r in runs])),
    ]


def _sentence(a: Race, b: Race, best: float, axis: str, lr: float) -> str:
    """Which run is nearer to the lowest loss where the shorter one ends on the axis; the mean of several runs says."""
    lost = [name for name, run in (("A", a), ("B", b)) if run.diverged]
    if lost:
        return (
            f"Run {' and run '.join(lost)} diverged: this learning rate is too large for "
            f"{'these' if len(lost) > 1 else 'its'} batches."
        )
    common = min(getattr(a, axis)[-1], getattr(b, axis)[-1])
    above = [_ends(run.ledger.batch_size, _updates(run, axis, common), lr) - best for run in (a, b)]
    plans = "; ".join(
        f"{name}: {count(run.ledger.updates, 'update')} on {count(run.ledger.samples_processed, 'sample')}"
        for name, run in (("A", a), ("B", b))
    )
    where = {
        "updates": f"At {count(int(common), 'update')}",
        "samples": f"At {count(int(common), 'sample')} processed",
        "seconds": f"After {common * 1000:.1f} ms",
    }[axis]
    values = " and ".join(
        f"{name} is {x.mean():.2g} ± {x.std():.1g}" for name, x in zip("AB", above, strict=True)
    )
    return (
        f"{plans}. {where}, {values} above the lowest possible loss (mean and spread of {len(SEEDS)} runs): "
        f"{_nearer(*above)}."
    )


def _nearer(a: Array, b: Array) -> str:
    if abs(a.mean() - b.mean()) <= a.std() + b.std():
        return "too close to tell them apart"
    return f"{'A' if a.mean() < b.mean() else 'B'} is nearer"


def _updates(run: Race, axis: str, x: float) -> int:
    """How many updates a run has done where it has come to ``x`` on an axis, at least one."""
    if axis == "updates":
        return int(x)
    if axis == "seconds":
        return max(1, int(np.interp(x, run.seconds, run.updates)))
    passes, rest = divmod(int(x), N_SAMPLES)
    return max(1, passes * run.ledger.steps_per_epoch + rest // run.ledger.batch_size)


@cache
def _ends(batch_size: int, num_updates: int, lr: float) -> Array:
    """The validation losses after so many updates, one a seed; all seeds train at once."""
    X, y, X_val, y_val = data()
    theta: NDArray[Any] = np.zeros((len(SEEDS), FEATURES))
    run = steps(
        *(MODEL, X, y),
        batch_size=batch_size,
        steps=num_updates,
        optimizer=SGD(lr=lr),
        seed=SEEDS,
        theta=theta,
    )
    for now in run:
        theta = now.theta
    with np.errstate(all="ignore"):
        losses = np.asarray(MODEL.loss(theta, X_val, y_val), float)
    return np.where(losses < TOO_HIGH, losses, TOO_HIGH)
