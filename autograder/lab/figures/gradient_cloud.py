"""Lesson 3: gradients of many batches, a cloud round the gradient of all samples, and its size."""

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from autograder.lab import style
from autograder.lab.controls import Choice, Slider
from autograder.lab.marks import Arrow, Lit, Mark, Trail
from autograder.lab.panel import Panel
from autograder.lab.player import Player
from autograder.sgd import Linear

Array = NDArray[np.float64]
N_SAMPLES = 250
DRAWS = 240
MODEL = Linear(1)
SIZES = np.unique(np.geomspace(1, N_SAMPLES, 28).astype(int))
WITHOUT, WITH = "without replacement", "with replacement"
LOWEST, HIGHEST = 0.03, 12.0  # of the axis of errors


def data() -> tuple[Array, Array]:
    """Points about a line: X of shape (250, 1) and y of shape (250,)."""
    rng = np.random.default_rng(11)
    x = rng.uniform(-1.6, 1.6, N_SAMPLES)
    return x[:, None], 1.6 * x + 0.4 + rng.normal(0, 0.8, N_SAMPLES)


def weights(X: Array, y: Array) -> dict[str, Array]:
    """Three places on the way down: slope and intercept at the start, half way, at the lowest loss."""
    start = np.array([-0.2, 1.2])
    lowest = np.linalg.lstsq(np.column_stack([X, np.ones(len(y))]), y, rcond=None)[0]
    return {"the start": start, "half way": (start + lowest) / 2, "the lowest loss": lowest}


def each_gradient(theta: Array, X: Array, y: Array) -> Array:
    """The gradient of every sample on its own: shape (n, parameters)."""
    return np.array([MODEL.gradient(theta, X[i : i + 1], y[i : i + 1]) for i in range(len(y))])


def typical_error(gradients: Array, size: int, *, replacement: bool) -> float:
    """Root mean square distance between a batch's gradient and that of all samples, by the formula.

    √(tr Σ / B), and without replacement times √((n − B)/(n − 1)) (Cochran, "Sampling Techniques",
    1977, theorem 2.2). Σ is the covariance of the samples' gradients with divisor n.
    """
    n = len(gradients)
    spread = float(gradients.var(axis=0).sum())
    left = 1.0 if replacement else (n - size) / (n - 1)
    return float(np.sqrt(spread / size * left))


def draws(rng: np.random.Generator, n: int, count: int, *, replacement: bool) -> NDArray[np.intp]:
    """Index arrays, shape (count, n); the first B of a row are a batch of B, whatever B is."""
    if replacement:
        return rng.integers(n, size=(count, n), dtype=np.intp)
    return rng.permuted(np.tile(np.arange(n, dtype=np.intp), (count, 1)), axis=1)


def gradient_cloud() -> Panel:
    """One batch after the other: its gradient, the cloud of all of them, and the rule for its size."""
    X, y = data()
    places = weights(X, y)
    fig, (scatter, cloud, rule) = style.figure((0.9, 1, 1.05), size=(10.2, 4.0))
    look = style.role("sample")
    scatter.plot(X[:, 0], y, "o", color=look.light, ms=3, ls="none", alpha=0.7)
    style.label(scatter, x="x", y="y", title="A batch of the samples")
    style.limits(scatter, x=(-1.8, 1.8), y=(-4.9, 5.6))
    style.label(cloud, x="gradient, slope", y="gradient, intercept", title="Its gradient")
    style.limits(cloud, x=(-9, 5), y=(-7.5, 6))
    cloud.axhline(0, color=style.GRID, lw=1, zorder=0)
    cloud.axvline(0, color=style.GRID, lw=1, zorder=0)
    style.legend(
        cloud,
        batch_loss="of one batch",
        fourth="mean of these so far",
        full_gradient="of all samples",
        theory="typical distance (rule)",
        loc="lower left",
    )
    _draw_rule(rule)
    player = Player(
        fig,
        fps=10,
        poster=1.0,
        alt="Left: samples, one batch lit, and the line that the weights stand for. Middle: the "
        "gradients of many batches as a cloud of points round the gradient of all samples. Right: "
        "the typical error of a batch's gradient against the batch size, both axes logarithmic: "
        "measured points on the formula's line.",
    )
    every = {name: each_gradient(theta, X, y) for name, theta in places.items()}

    def update(batch_size: int, place: str, sampling: str, seed: int) -> str:
        replacement, gradients = sampling == WITH, every[place]
        rng = np.random.default_rng(seed)
        rows = draws(rng, N_SAMPLES, DRAWS, replacement=replacement)
        sums = gradients[rows].cumsum(axis=1)
        means = sums[:, batch_size - 1] / batch_size
        full = gradients.mean(axis=0)
        expected = typical_error(gradients, batch_size, replacement=replacement)
        player.show(
            [
                *_left(scatter, X, y, places[place], rows[:, :batch_size]),
                *_middle(cloud, means, full, expected),
                *_right(rule, sums, gradients, batch_size, replacement=replacement),
            ],
            _captions(means, full, batch_size),
        )
        measured = rms(means - full)
        return (
            f"Batches of {batch_size} of {N_SAMPLES} samples, {sampling}: the gradient of one batch "
            f"is typically off by {measured:.2f}; the rule says {expected:.2f}. The gradient of all "
            f"samples has length {np.hypot(*full):.2f}."
        )

    return Panel(
        update,
        player,
        tries=(
            {"batch_size": 48},
            {"sampling": "with replacement", "batch_size": 250},
            {"place": "the lowest loss"},
        ),
        batch_size=Slider("batch size", 12, 1, N_SAMPLES, log=True),
        place=Choice("weights at", "the start", list(places)),
        sampling=Choice("samples drawn", WITHOUT, [WITHOUT, WITH]),
        seed=Slider("seed", 0, 0, 99),
    )


def rms(errors: Array) -> float:
    """Root mean square length of the rows of `errors`."""
    return float(np.sqrt((errors**2).sum(axis=1).mean()))


def _left(ax: Axes, X: Array, y: Array, theta: Array, batches: NDArray[np.intp]) -> list[Mark]:
    """The line of these weights and the batch of each draw."""
    x_line = np.array([-1.8, 1.8])
    line = np.column_stack([x_line, theta[0] * x_line + theta[1]])
    return [
        Trail(ax, line, "model", at=[0, 0], head=False),
        Lit(ax, np.column_stack([X[:, 0], y]), list(batches)),
    ]


def _middle(ax: Axes, means: Array, full: Array, expected: float) -> list[Mark]:
    """The cloud as it grows, the current gradient as an arrow, the mean so far, the rule's ring."""
    frames = len(means)
    turn = np.linspace(0, 2 * np.pi, 90)
    ring = full + expected * np.column_stack([np.cos(turn), np.sin(turn)])
    so_far = means.cumsum(axis=0) / np.arange(1, frames + 1)[:, None]
    return [
        Trail(ax, means, "batch_loss", line=False, head=False),
        Trail(ax, ring, "theory", at=np.zeros(len(ring)), head=False),
        Arrow(ax, np.zeros((frames, 2)), means, "batch"),
        Trail(ax, so_far, "fourth"),
        Trail(ax, full[None], "full_gradient", at=[0]),
    ]


def _right(
    ax: Axes, sums: Array, gradients: Array, batch_size: int, *, replacement: bool
) -> list[Mark]:
    """Measured errors at all sizes, the formula of this way to draw, and where the slider stands."""
    full = gradients.mean(axis=0)
    measured = [(size, rms(sums[:, size - 1] / size - full)) for size in SIZES]
    shown = np.array([point for point in measured if point[1] > 1e-9])
    sizes = np.append(np.geomspace(1, N_SAMPLES - 0.2, 80), N_SAMPLES)
    line = [(b, typical_error(gradients, b, replacement=replacement)) for b in sizes]
    return [
        Trail(ax, np.maximum(line, 1e-3), "theory", at=np.zeros(len(line)), head=False),
        Trail(ax, shown, "batch_loss", at=np.zeros(len(shown)), line=False, head=False),
        Trail(ax, [(batch_size, LOWEST), (batch_size, HIGHEST)], "cursor", at=[0, 0], head=False),
    ]


def _draw_rule(ax: Axes) -> None:
    style.label(
        ax,
        x="batch size",
        y="typical error (units of the gradient)",
        title="How far off a batch is",
    )
    ax.set(xscale="log", yscale="log", xlim=(0.85, 1.3 * N_SAMPLES), ylim=(LOWEST, HIGHEST))
    ax.set_xticks([1, 10, 100], ["1", "10", "100"])
    ax.set_yticks([0.1, 1, 10], ["0.1", "1", "10"])
    ax.minorticks_off()
    style.legend(
        ax,
        batch_loss=f"measured on {DRAWS} batches",
        theory="the rule",
        cursor="this batch size",
        loc="lower left",
    )


def _captions(means: Array, full: Array, batch_size: int) -> list[str]:
    so_far = means.cumsum(axis=0) / np.arange(1, len(means) + 1)[:, None]
    off, mean_off = np.hypot(*(means - full).T), np.hypot(*(so_far - full).T)
    noun = "sample" if batch_size == 1 else "samples"
    return [
        f"Batch {i + 1} of {len(means)}, {batch_size} {noun}: its gradient is off by {a:.2f}. "
        f"The mean of {'this one' if i == 0 else f'these {i + 1}'} is off by {b:.2f}."
        for i, (a, b) in enumerate(zip(off, mean_off, strict=True))
    ]
