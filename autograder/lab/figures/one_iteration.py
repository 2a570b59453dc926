"""Lesson 2: the stages of each iteration, from the batch to the new weights."""

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from autograder.lab import style
from autograder.lab.controls import Choice, Slider
from autograder.lab.marks import Arrow, Curve, Lit, Mark, Trail
from autograder.lab.panel import Panel
from autograder.lab.player import Player
from autograder.lab.prose import count
from autograder.sgd import SGD, Ledger, Linear, steps

Array = NDArray[np.float64]
STAGES = ("batch", "forward", "gradient", "update")
MODEL = Linear(1)
START = np.array([-0.9, 1.9])  # slope and intercept before the first update
SLOPES, INTERCEPTS = (-1.6, 3.2), (-1.2, 2.6)
HIGHEST_LOSS = 9.0


def data(n_samples: int = 46) -> tuple[Array, Array]:
    """Points about the line y = 1.6 x + 0.4: X of shape (n, 1) and y of shape (n,)."""
    rng = np.random.default_rng(7)
    x = rng.uniform(-1.6, 1.6, n_samples)
    return x[:, None], 1.6 * x + 0.4 + rng.normal(0, 0.55, n_samples)


@dataclass(frozen=True)
class Run:
    """One training, kept whole: weights has a row more than there are updates."""

    weights: Array
    batches: list[NDArray[np.intp]]
    batch_loss: Array
    train_loss: Array
    epoch: list[int]
    diverged: bool


def record(X: Array, y: Array, *, batch_size: int, lr: float, num_epochs: int, seed: int) -> Run:
    """Trains and keeps each step's batch, weights and losses; stops where the loss overflows."""
    weights, batches, batch_loss, epoch = [START], [], [], []
    diverged = False
    for now in steps(
        MODEL,
        X,
        y,
        batch_size=batch_size,
        num_epochs=num_epochs,
        optimizer=SGD(lr=lr),
        seed=seed,
        theta=START,
    ):
        if now.diverged or np.abs(now.theta).max() > 1e6:
            diverged = True
            break
        weights.append(now.theta.copy())
        batches.append(now.samples.copy())
        batch_loss.append(float(now.loss))
        epoch.append(now.epoch)
    path = np.array(weights)
    train_loss = np.array([float(MODEL.loss(theta, X, y)) for theta in path])
    return Run(path, batches, np.array(batch_loss), train_loss, epoch, diverged)


def one_iteration() -> Panel:
    """Batch, forward, gradient, update, again and again, on a line fitted to 46 samples."""
    X, y = data()
    fig, (scatter, surface, curve) = style.figure((1, 1, 1.15), size=(9.9, 3.7))
    _draw_scatter(scatter, X, y)
    _draw_surface(surface, X, y)
    style.label(curve, x="updates", y="mean squared error", title="Loss")
    curve.set_ylim(0, HIGHEST_LOSS)
    style.legend(
        curve, batch_loss="of the current batch", train="of all samples", loc="upper right"
    )
    ends = curve.vlines([], 0, HIGHEST_LOSS, color=style.role("epoch").light, lw=1, ls=(0, (2, 3)))
    player = Player(
        fig,
        start="first",
        fps=3,
        poster=0.45,
        alt="Three pictures of one training. Left: samples, the current batch lit, and the fitted "
        "line. Middle: the loss of all samples over slope and intercept, the path of the weights "
        "and the next step. Right: the loss of each batch and of all samples.",
    )

    def update(batch_size: int, lr: float, num_epochs: int, seed: int, detail: str) -> str:
        run = record(X, y, batch_size=batch_size, lr=lr, num_epochs=num_epochs, seed=seed)
        ledger = Ledger(len(y), batch_size, num_epochs=num_epochs)
        ends_at = ledger.steps_per_epoch * np.arange(1, num_epochs + 1)
        if curve.get_xlim()[1] != ledger.updates:
            curve.set_xlim(0, ledger.updates)
        lines = [np.array([(x, 0), (x, 0.72 * HIGHEST_LOSS)]) for x in ends_at]
        if not np.array_equal(ends.get_segments(), lines):
            ends.set_segments(lines)
        stages = STAGES if detail == "every stage" else STAGES[-1:]
        player.show(*_moving(run, ledger, X, y, (scatter, surface, curve), stages))
        return _sentence(run, ledger)

    return Panel(
        update,
        player,
        tries=(
            {"detail": "every update", "batch_size": 1},
            {"detail": "every update", "batch_size": 46},
            {"lr": 0.5},
        ),
        batch_size=Slider("batch size", 12, 1, 46),
        lr=Slider("learning rate", 0.1, 0.01, 2.0, log=True),
        num_epochs=Slider("epochs", 3, 1, 8),
        seed=Slider("seed", 0, 0, 99),
        detail=Choice("stop at", "every stage", ["every stage", "every update"]),
    )


def _sentence(run: Run, ledger: Ledger) -> str:
    if run.diverged:
        return (
            f"{ledger.sentence()}. The steps are too long: after {count(len(run.batches), 'update')} "
            "the weights have run away. Try a smaller learning rate."
        )
    before, after = run.train_loss[0], run.train_loss[-1]
    end = f"{after:.2f}" if after < 1000 else f"{after:.1e}"
    warning = " The steps overshoot: try a smaller learning rate." if after > before else ""
    return (
        f"{ledger.sentence()}; {count(ledger.num_epochs or 0, 'epoch')}, "
        f"{count(ledger.updates, 'update')}. Loss of all samples: {before:.2f} → {end}.{warning}"
    )


def _moving(
    run: Run, ledger: Ledger, X: Array, y: Array, axes: tuple[Axes, ...], stages: tuple[str, ...]
) -> tuple[list[Mark], list[str]]:
    """The marks and captions of all frames: the start, then `stages` of every update."""
    scatter, surface, curve = axes
    per, updates = len(stages), len(run.batches)
    frames = [(0, "start")] + [(u, stage) for u in range(updates) for stage in stages]
    after = 1 + per * np.arange(updates) + per - 1  # the frame in which update u is done
    forward = 1 + per * np.arange(updates) + (1 if per > 1 else 0)
    nothing = np.empty(0, int)
    theta = np.array([run.weights[u + (stage == "update")] for u, stage in frames])
    lit = [nothing if stage == "start" else run.batches[u] for u, stage in frames]
    tails = [0 < len(b) < ledger.batch_size for b in lit]
    first = {e: per * u for u, e in reversed(list(enumerate(run.epoch)))}
    since = [0 if stage == "start" else first[run.epoch[u]] + 1 for u, stage in frames]
    x_line = np.array([-1.9, 1.9])
    line = np.stack([np.tile(x_line, (len(theta), 1)), theta[:, :1] * x_line + theta[:, 1:]], 2)
    shown = np.array([stage == "gradient" for _, stage in frames])[:, None]
    tips = np.array([run.weights[min(u + 1, updates)] for u, _ in frames])
    number = np.arange(1, updates + 1)
    marks: list[Mark] = [
        Curve(scatter, line, "model"),
        Curve(scatter, _residuals(frames, theta, lit, X, y), "residual"),
        Lit(scatter, np.column_stack([X[:, 0], y]), lit, since, tails),
        Trail(surface, run.weights, "weights", at=np.append(0, after)),
        Arrow(surface, np.where(shown, theta, np.nan), np.where(shown, tips, np.nan)),
        Trail(curve, np.column_stack([number - 1, run.batch_loss]), "batch_loss", at=forward),
        Trail(
            curve,
            np.column_stack([np.append(0, number), run.train_loss]),
            "train",
            at=np.append(0, after),
        ),
    ]
    return marks, [_caption(run, ledger, X, y, u, stage) for u, stage in frames]


def _residuals(
    frames: list[tuple[int, str]],
    theta: Array,
    lit: list[NDArray[np.intp]],
    X: Array,
    y: Array,
) -> Array:
    """Lines from the fitted line to the batch's targets in the stages that look at them."""
    longest = max(len(batch) for batch in lit)
    out = np.full((len(frames), 3 * max(longest, 1), 2), np.nan)
    for f, (_, stage) in enumerate(frames):
        if stage in ("forward", "gradient"):
            x, target = X[lit[f], 0], y[lit[f]]
            out[f, 0 : 3 * len(x) : 3] = np.column_stack([x, theta[f, 0] * x + theta[f, 1]])
            out[f, 1 : 3 * len(x) : 3] = np.column_stack([x, target])
    return out


def _caption(run: Run, ledger: Ledger, X: Array, y: Array, u: int, stage: str) -> str:
    if stage == "start":
        w, b = run.weights[0]
        return (
            f"Before the first update: slope {w:.2f}, intercept {b:.2f}, "
            f"loss of all {len(y)} samples {run.train_loss[0]:.2f}."
        )
    batch, epoch = run.batches[u], run.epoch[u]
    where = (
        f"Epoch {epoch + 1}, step {u - epoch * ledger.steps_per_epoch + 1} of "
        f"{ledger.steps_per_epoch} (update {u + 1} of {ledger.updates}). "
    )
    if stage == "batch":
        tail = ", the tail" if len(batch) < ledger.batch_size else ""
        return f"{where}Batch: take the next {count(len(batch), 'sample')}{tail}."
    if stage == "forward":
        return f"{where}Forward: predict this batch; its loss is {run.batch_loss[u]:.2f}."
    (w, b), (v, a) = run.weights[u], run.weights[u + 1]
    if stage == "gradient":
        return (
            f"{where}Gradient: for this batch, downhill is {_toward(v - w, 'slope')}, "
            f"{_toward(a - b, 'intercept')}."
        )
    again = MODEL.loss(run.weights[u + 1], X[batch], y[batch])
    return (
        f"{where}Update: slope {w:.2f} → {v:.2f}, intercept {b:.2f} → {a:.2f}. This batch's "
        f"loss {run.batch_loss[u]:.2f} → {again:.2f}, all samples {run.train_loss[u]:.2f} → "
        f"{run.train_loss[u + 1]:.2f}."
    )


def _toward(change: float, name: str) -> str:
    return f"{'more' if change > 0 else 'less'} {name}"


def _draw_scatter(ax: Axes, X: Array, y: Array) -> None:
    look = style.role("sample")
    ax.plot(X[:, 0], y, "o", color=look.light, ms=look.size, ls="none")
    style.label(ax, x="x", y="y", title="Samples and the fitted line")
    style.limits(ax, x=(-1.9, 1.9), y=(-3.6, 4.6))


def _draw_surface(ax: Axes, X: Array, y: Array) -> None:
    slope, intercept = np.meshgrid(np.linspace(*SLOPES, 90), np.linspace(*INTERCEPTS, 90))
    predicted = slope[..., None] * X[:, 0] + intercept[..., None]
    loss = ((predicted - y) ** 2).mean(-1)
    levels = [0, 0.5, 1, 2, 3.5, 5.5, 8]
    ax.contourf(slope, intercept, loss, levels, colors=style.SURFACE_COLOURS[::-1], extend="max")
    style.label(ax, x="slope", y="intercept", title="Loss of all samples")
    best = np.linalg.lstsq(np.column_stack([X, np.ones(len(y))]), y, rcond=None)[0]
    star = style.role("best")
    ax.plot(*best, "*", ms=star.size, color=star.light, mec=style.INK, mew=0.9)
    ax.annotate(
        "lowest", (best[0], best[1]), (0, 10), textcoords="offset points", ha="center", fontsize=9
    )
    style.limits(ax, x=SLOPES, y=INTERCEPTS)
