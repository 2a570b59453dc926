"""Lesson 9: a cosine schedule whose clock and horizon are counted in the same unit, or not."""

import numpy as np
from matplotlib.axes import Axes

from autograder.lab import style
from autograder.lab.controls import Choice, Slider
from autograder.lab.marks import Trail
from autograder.lab.panel import Panel
from autograder.lab.player import Player
from autograder.lab.prose import count
from autograder.sgd import Ledger, cosine

UNITS = ["step", "epoch"]


def schedule_units() -> Panel:
    """Pick the clock and the unit of the horizon; the learning rate of every update is drawn."""
    fig, (ax,) = style.figure(size=(9.6, 2.9))
    player = Player(
        fig,
        fps=20,
        poster=1.0,
        alt="The learning rate of every update of a run: a cosine that should fall to 0 at the end. "
        "The dashed line is the schedule that was meant.",
    )

    def update(clock: str, horizon: str, n_samples: int, batch_size: int, num_epochs: int) -> str:
        ledger = Ledger(n_samples, batch_size, num_epochs=num_epochs)
        lengths = {"step": ledger.updates, "epoch": num_epochs}
        rate = rates(ledger, clock, lengths[horizon])
        meant = rates(ledger, "step", ledger.updates)
        _draw(ax, meant)
        at = np.linspace(0, len(rate) - 1, min(len(rate), 300)).astype(int)
        captions = [f"Update {u + 1} of {len(rate)}: learning rate {rate[u]:.4f}." for u in at]
        player.show([Trail(ax, np.column_stack([at + 1, rate[at]]), "first")], captions)
        return _sentence(clock, horizon, lengths[horizon], rate, ledger)

    return Panel(
        update,
        player,
        tries=[
            {"clock": "epoch", "horizon": "epoch"},
            *({"batch_size": 1000, "clock": c, "horizon": h} for c in UNITS for h in UNITS),
        ],
        clock=Choice("the clock counts", "step", UNITS),
        horizon=Choice("the horizon is given in", "step", UNITS),
        n_samples=Slider("samples n", 1000, 1, 5000, log=True),
        batch_size=Slider("batch size", 96, 1, 1000, log=True),
        num_epochs=Slider("epochs", 10, 1, 30),
    )


def rates(ledger: Ledger, clock: str, horizon: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The learning rate of every update: a cosine from 0.1 to 0 after ``horizon`` ticks of the clock."""
    schedule = cosine(0.1, horizon=horizon, unit=clock)
    per_tick = 1 if clock == "step" else ledger.steps_per_epoch
    return np.array([schedule.at(update // per_tick) for update in range(ledger.updates)])


def _draw(ax: Axes, meant: np.ndarray[tuple[int], np.dtype[np.float64]]) -> None:
    ax.clear()
    style.dress(ax)
    look = style.role("theory")
    at = np.arange(1, len(meant) + 1)
    ax.plot(at, meant, color=look.light, lw=look.width, ls=look.linestyle)
    style.label(ax, x="updates", y="learning rate", title="A cosine down to 0")
    style.legend(ax, first="the run", theory="what was meant", loc="upper right")
    ax.set(xlim=(0.5, len(meant) + 0.5), ylim=(-0.004, 0.108))


def _sentence(
    clock: str,
    horizon: str,
    ticks: int,
    rate: np.ndarray[tuple[int], np.dtype[np.float64]],
    ledger: Ledger,
) -> str:
    plan = f"{count(ledger.updates, 'update')} in {count(ledger.num_epochs or 0, 'epoch')}"
    begin = f"{plan}; a horizon of {count(ticks, horizon)}, a clock that counts {clock}s"
    if clock == horizon:
        return f"{begin}: the rate ends at {rate[-1]:.4f}, as it was meant."
    idle = int((rate < 1e-9).sum())
    if idle:
        return f"{begin}: {count(idle, 'update')} with a rate of 0."
    return f"{begin}: the rate never gets below {rate.min():.4f}."
