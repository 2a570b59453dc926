"""Lesson 8: steps to a target loss against the batch size, and what they cost on a given machine."""

from functools import cache

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from autograder.lab import style
from autograder.lab.controls import Slider
from autograder.lab.marks import Span, Trail
from autograder.lab.panel import Panel
from autograder.lab.player import Player
from autograder.sgd.results import CriticalBatchSize, critical_batch_size

Array = NDArray[np.float64]


@cache
def measured() -> CriticalBatchSize:
    """The course's measurement: 11 batch sizes, the learning rate tuned for each; a few seconds."""
    return critical_batch_size(n_rates=24, seeds=8)


def steps_to_target() -> Panel:
    """Left the measurement with its hyperbola; right the time to the target on a machine of sliders."""
    run = measured()
    fig, (left, right) = style.figure((1, 1), size=(9.6, 3.8))
    _draw_steps(left, run)
    player = Player(
        fig,
        fps=2,
        alt="Left: steps to the target loss against batch size, both on log scales, with the formula's "
        "hyperbola. Right: the time that those steps take, least at one batch size.",
    )
    sizes = run.batch_size.astype(float)

    def update(at_once: int, overhead: float) -> str:
        time = seconds(run, at_once, overhead)
        _draw_time(right, sizes, time)
        frames = np.arange(len(sizes))
        marks = [
            Trail(left, np.column_stack([sizes, run.steps]), "train", at=frames, line=False),
            Trail(right, np.column_stack([sizes, time]), "first", at=frames, line=False),
            Span(left, sizes),
            Span(right, sizes),
        ]
        player.show(marks, [_caption(run, time, int(index)) for index in frames])
        best = int(time.argmin())
        return (
            f"{at_once} sample{'' if at_once == 1 else 's'} at once, an overhead of {overhead:g} a step: "
            "the target is reached soonest with "
            f"batch size {run.batch_size[best]}, after {run.steps[best]:.0f} steps. "
            f"The critical batch size is about {run.critical:.0f}."
        )

    return Panel(
        update,
        player,
        tries=(
            {"at_once": 1024},
            {"at_once": 1, "overhead": 0.0},
            {"at_once": 1, "overhead": 10.0},
        ),
        at_once=Slider("samples at once", 24, 1, 1024, log=True),
        overhead=Slider("overhead of a step", 0.5, 0.0, 10.0, step=0.5),
    )


def seconds(run: CriticalBatchSize, at_once: int, overhead: float) -> Array:
    """Time to the target, in units of what one group of ``at_once`` samples takes."""
    groups = -(-run.batch_size // at_once)
    return np.asarray(run.steps * (overhead + groups), float)


def _draw_steps(ax: Axes, run: CriticalBatchSize) -> None:
    sizes = np.geomspace(run.batch_size[0], run.batch_size[-1], 100)
    theory = style.role("theory")
    ax.plot(
        sizes,
        run.min_steps + run.min_samples / sizes,
        color=theory.light,
        lw=theory.width,
        ls=theory.linestyle,
    )
    for line in (run.min_samples / sizes, np.full_like(sizes, run.min_steps)):
        ax.plot(sizes, line, color=style.MUTED, lw=0.8)
    ax.text(1.2, run.min_steps * 1.12, "never fewer steps", fontsize=9, color=style.MUTED)
    ax.text(1.2, run.min_samples / 18, "never fewer samples", fontsize=9, color=style.MUTED)
    ax.plot(run.batch_size, run.steps, "o", color=style.role("train").light, ms=5.5, ls="none")
    style.label(ax, x="batch size (samples)", y="steps", title="Steps to the target loss")
    style.legend(ax, train="measured, learning rate tuned", theory="Smin + Emin / B")
    ax.set(xscale="log", yscale="log", xlim=(0.85, 1300), ylim=(run.min_steps * 0.6, 1100))
    _plain_ticks(ax)


def _draw_time(ax: Axes, sizes: Array, time: Array) -> None:
    ax.clear()
    style.dress(ax)
    first, best = style.role("first"), style.role("best")
    ax.plot(sizes, time, color=first.light, lw=1.2, marker="o", ms=5.5)
    at = int(time.argmin())
    ax.plot(sizes[at], time[at], "*", color=best.light, ms=15, mec=style.INK, mew=0.9)
    style.label(
        ax, x="batch size (samples)", y="time (groups of samples)", title="Time to the target loss"
    )
    style.legend(ax, first="steps × time of a step", best="least time")
    ax.set(xscale="log", yscale="log", xlim=(0.85, 1300))
    low, high = time.min(), time.max()
    ax.set_ylim(low / 1.6, high * 2.2)
    _plain_ticks(ax)


def _plain_ticks(ax: Axes) -> None:
    """Batch sizes as numbers, not as powers of ten."""
    ax.set_xticks([1, 4, 16, 64, 256, 1024], ["1", "4", "16", "64", "256", "1024"])
    ax.minorticks_off()


def _caption(run: CriticalBatchSize, time: Array, index: int) -> str:
    size, steps = int(run.batch_size[index]), run.steps[index]
    return (
        f"Batch size {size}: {steps:.0f} steps, {size * steps:,.0f} samples processed, time {time[index]:,.0f}; "
        f"best learning rate {run.lr[index]:.2f}."
    )
