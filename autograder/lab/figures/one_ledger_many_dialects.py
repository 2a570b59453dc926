"""Lesson 9: one plan, with devices and accumulation, and the same plan in a framework's own words."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from autograder.lab import style
from autograder.lab.controls import Choice, Slider
from autograder.lab.marks import Lit
from autograder.lab.panel import Panel
from autograder.lab.player import Player
from autograder.lab.prose import Table, count
from autograder.sgd import Ledger
from autograder.sgd.dialects import TITLES, padding, to_framework

MOST_COLUMNS = 130  # micro-batches of one pass that are drawn one by one


def one_ledger_many_dialects() -> Panel:
    """Sliders n, batch size a device, devices, accumulation and max_steps; the plan in fifteen dialects."""
    fig, (strip,) = style.figure(size=(9.6, 2.9))
    player = Player(
        fig,
        fps=4,
        poster=0.62,
        alt="One pass over the data. Each column is a micro-batch, each row a device. Thick frames are "
        "windows of accumulation; the update comes at the end of a window.",
    )
    table = Table("The same plan in this framework's words")
    # PyTorch first, as the lesson has it.
    names = {"PyTorch": "pytorch"} | {title: name for name, title in TITLES.items()}

    def update(
        framework: str,
        n_samples: int,
        batch_size: int,
        devices: int,
        accumulation: int,
        num_epochs: int,
        max_steps: int,
    ) -> str:
        ledger = Ledger(
            n_samples,
            batch_size,
            devices=devices,
            accumulation=accumulation,
            num_epochs=None if max_steps else num_epochs,
            steps=max_steps or None,
            padding=padding(framework),
        )
        columns = min(ledger.batches_per_pass, MOST_COLUMNS)
        _draw(strip, ledger, columns)
        player.show(*_moving(strip, ledger, columns))
        table.fill(_settings(framework, ledger))
        return _sentence(ledger)

    return Panel(
        update,
        player,
        table,
        tries=(
            {"batch_size": 24, "devices": 1},
            {"batch_size": 96, "devices": 1, "accumulation": 1},
            {"max_steps": 100, "num_epochs": 20},
        ),
        framework=Choice("framework", "huggingface", names),
        n_samples=Slider("samples n", 1000, 1, 5000, log=True),
        batch_size=Slider("batch size per device", 12, 1, 256, log=True),
        devices=Slider("devices", 2, 1, 8),
        accumulation=Slider("accumulation", 4, 1, 8),
        num_epochs=Slider("epochs", 3, 1, 20),
        max_steps=Slider("max_steps (0 = off)", 0, 0, 2000),
    )


def _settings(framework: str, ledger: Ledger) -> list[tuple[str, str]]:
    """The framework's parameters for this plan, or the reason why it cannot say it."""
    try:
        settings = to_framework(framework, ledger)
    except ValueError as reason:
        return [("cannot say this plan", str(reason))]
    return [
        (f"{call}: {name}", str(value))
        for call, arguments in settings.items()
        for name, value in arguments.items()
    ]


def _on_devices(ledger: Ledger) -> list[list[int]]:
    """For each micro-batch the samples on each device.

    Padding shares the last one evenly; without, it may leave some devices idle.
    """
    if ledger.padding != "none":
        return [[size // ledger.devices] * ledger.devices for size in ledger.batch_sizes]
    return [
        [
            min(max(size - device * ledger.batch_size, 0), ledger.batch_size)
            for device in range(ledger.devices)
        ]
        for size in ledger.batch_sizes
    ]


def _draw(ax: Axes, ledger: Ledger, columns: int) -> None:
    """Micro-batches as columns, devices as rows, windows as frames; the number of samples in each."""
    ax.clear()
    style.dress(ax)
    tail = style.role("tail").light
    for column, sizes in enumerate(_on_devices(ledger)[:columns]):
        for device, size in enumerate(sizes):
            if not size:
                continue
            full = size == ledger.batch_size
            ax.add_patch(
                Rectangle(
                    (column, device + 0.06),
                    1,
                    0.88,
                    fc=style.SURFACE_COLOURS[0] if full else "#f3dfea",
                    ec="white" if full else tail,
                    lw=1,
                )
            )
            if columns <= 50:
                ax.text(column + 0.5, device + 0.5, str(size), ha="center", va="center", fontsize=8)
    for left in range(0, columns, ledger.accumulation):
        width = min(ledger.accumulation, columns - left)
        ax.add_patch(Rectangle((left, 0), width, ledger.devices, fc="none", ec=style.MUTED, lw=1.8))
    style.label(ax, x="micro-batches of one pass; a thick frame is one update")
    ax.set_yticks(
        np.arange(ledger.devices) + 0.5, [f"device {d + 1}" for d in range(ledger.devices)]
    )
    ax.tick_params(axis="y", length=0)
    ax.set(xlim=(-0.02 * columns, 1.02 * columns), ylim=(ledger.devices + 0.05, -0.05))


def _moving(ax: Axes, ledger: Ledger, columns: int) -> tuple[list[Lit], list[str]]:
    """One frame a micro-batch; those of the same window stay lit until the update."""
    cells = np.array(
        [
            [column, device + 0.94, column + 1, device + 0.06]
            for column in range(columns)
            for device in range(ledger.devices)
        ]
    )
    sizes = _on_devices(ledger)
    lit: list[NDArray[np.intp]] = [
        ledger.devices * column + np.flatnonzero(sizes[column]) for column in range(columns)
    ]
    since = [column - column % ledger.accumulation for column in range(columns)]
    tails = [sum(sizes[column]) < ledger.global_batch_size for column in range(columns)]
    return [Lit(ax, cells, lit, since, tails)], [
        _caption(ledger, sizes, column) for column in range(columns)
    ]


def _caption(ledger: Ledger, sizes: list[list[int]], column: int) -> str:
    window, place = divmod(column, ledger.accumulation)
    members = sizes[window * ledger.accumulation : (window + 1) * ledger.accumulation]
    waiting = sum(sum(of) for of in members[: place + 1])
    text = f"Window {window + 1}, micro-batch {place + 1} of {len(members)}: {count(waiting, 'sample')} so far"
    if place + 1 < len(members):
        return f"{text}; their gradients wait."
    return f"{text}. Update {window + 1} of {ledger.steps_per_pass} in this pass."


def _sentence(ledger: Ledger) -> str:
    length = (
        f"max_steps = {ledger.steps}: {count(ledger.updates, 'update')}, {ledger.passes:.3g} passes"
        if ledger.steps is not None
        else f"{count(ledger.num_epochs or 0, 'epoch')}: {count(ledger.updates, 'update')}"
    )
    return f"{ledger.sentence()}. {length}."
