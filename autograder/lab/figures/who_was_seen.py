"""Lesson 4: samples × steps, who was used when, under every way to order the samples."""

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from autograder.lab import style
from autograder.lab.controls import Choice, Slider
from autograder.lab.marks import Lit
from autograder.lab.panel import Panel
from autograder.lab.player import Player
from autograder.sgd import Ledger, order

Orders = list[NDArray[np.intp]]
BUFFER = 5
SCHEMES = {
    "reshuffled each epoch": "reshuffled",
    "shuffled once": "once",
    "in order, never shuffled": "sequential",
    "drawn with replacement": "replacement",
    f"through a buffer of {BUFFER}": "buffer",
}


def buffered(n_samples: int, size: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """An order drawn through a buffer, as streaming pipelines do: a random one of the next `size`.

    Each draw takes one sample of the buffer at random and refills its place from the stream.
    """
    waiting = list(range(n_samples))
    buffer, out = waiting[:size], []
    for following in waiting[size:]:
        place = rng.integers(len(buffer))
        out.append(buffer[place])
        buffer[place] = following
    return np.array(out + list(rng.permutation(buffer)), dtype=np.intp)


def orders(n_samples: int, num_epochs: int, scheme: str, seed: int) -> Orders:
    """The order of every epoch, by a scheme of the core or through the buffer."""
    if scheme == "buffer":
        return [
            buffered(n_samples, BUFFER, np.random.default_rng([seed, epoch]))
            for epoch in range(num_epochs)
        ]
    return [order(n_samples, seed=seed, epoch=e, scheme=scheme) for e in range(num_epochs)]


def who_was_seen() -> Panel:
    """Sliders for the plan, a choice of schemes; the grid of samples and steps, and the counts."""
    fig, (grid, counts) = style.figure((2.5, 1), size=(9.8, 4.2))
    player = Player(
        fig,
        fps=3,
        poster=1.0,
        alt="Left: a grid, one row for each sample, one column for each step; a filled cell says "
        "that this step used this sample. Right: how often each sample has been used so far.",
    )
    drawn: list[tuple[int, ...]] = []

    def update(n_samples: int, batch_size: int, num_epochs: int, scheme: str, seed: int) -> str:
        ledger = Ledger(n_samples, batch_size, num_epochs=num_epochs)
        all_orders = orders(n_samples, num_epochs, scheme, seed)
        used = np.concatenate(all_orders)
        times = np.bincount(used, minlength=n_samples)
        most = max(2 * num_epochs + 1, int(times.max()))
        plan = (n_samples, batch_size, num_epochs, most)
        if drawn != [plan]:
            _draw(grid, counts, ledger, num_epochs, most)
            drawn[:] = [plan]
        step_of = np.repeat(np.arange(ledger.updates), np.tile(ledger.step_sizes, num_epochs))
        batches = [np.flatnonzero(step_of == step) for step in range(ledger.updates)]
        tails = [len(batch) < batch_size for batch in batches]
        start = [0] * ledger.updates
        place = _earlier_uses(used)
        player.show(
            [
                Lit(grid, _cells(step_of, used), batches, start, tails),
                Lit(counts, _cells(place, used), batches, start, tails),
            ],
            _captions(ledger, all_orders),
        )
        return f"{ledger.sentence()}. {_verdict(all_orders, times)}"

    return Panel(
        update,
        player,
        tries=[{"batch_size": 23, "scheme": scheme} for scheme in SCHEMES.values()],
        n_samples=Slider("samples n", 23, 2, 40),
        batch_size=Slider("batch size", 5, 1, 40),
        num_epochs=Slider("epochs", 3, 1, 5),
        scheme=Choice("samples are", "reshuffled", SCHEMES),
        seed=Slider("seed", 0, 0, 99),
    )


def _cells(column: NDArray[np.intp], row: NDArray[np.intp]) -> NDArray[np.float64]:
    """A cell for each (column, row): left, bottom, right, top, with a little air between."""
    return np.column_stack([column + 0.06, row + 0.1, column + 0.94, row + 0.9]).astype(float)


def _earlier_uses(used: NDArray[np.intp]) -> NDArray[np.intp]:
    """For each use of a sample, how often it had been used before."""
    so_far: dict[int, int] = {}
    out = []
    for sample in used.tolist():
        out.append(so_far.get(sample, 0))
        so_far[sample] = out[-1] + 1
    return np.array(out)


def _draw(grid: Axes, counts: Axes, ledger: Ledger, num_epochs: int, most: int) -> None:
    """The empty grid with the ends of the epochs, and the empty counts."""
    n, end = ledger.n_samples, style.role("epoch")
    for ax in (grid, counts):
        ax.clear()
        style.dress(ax)
        ax.set_ylim(n, 0)
        ax.set_yticks(np.arange(0, n, -(-n // 8)) + 0.5)
        ax.set_yticklabels([f"{y - 0.5:.0f}" for y in ax.get_yticks()])
    style.label(grid, x="step", y="sample", title="Who was used, and when")
    grid.set_xlim(0, ledger.updates)
    shown = np.arange(0, ledger.updates, -(-ledger.updates // 15))
    grid.set_xticks(shown + 0.5, [str(step + 1) for step in shown])
    grid.vlines(
        ledger.steps_per_epoch * np.arange(1, num_epochs + 1), 0, n, color=end.light, lw=1.6
    )
    grid.hlines(np.arange(n + 1), 0, ledger.updates, color=style.GRID, lw=0.4, zorder=0)
    style.label(counts, x="times used", y="sample", title="How often")
    counts.set_xlim(0, most)
    counts.vlines(num_epochs, 0, n, color=end.light, lw=1.6, ls=end.linestyle)
    ticks = np.arange(0, most + 1, -(-most // 7))
    counts.set_xticks(ticks, [str(tick) for tick in ticks])


def _captions(ledger: Ledger, all_orders: Orders) -> list[str]:
    captions = []
    for epoch, indices in enumerate(all_orders):
        for step in range(ledger.steps_per_epoch):
            start = step * ledger.batch_size
            batch = indices[start : start + ledger.batch_size]
            seen = len(set(indices[: start + len(batch)].tolist()))
            tail = " (the tail)" if len(batch) < ledger.batch_size else ""
            captions.append(
                f"Epoch {epoch + 1}, step {step + 1} of {ledger.steps_per_epoch}{tail}: "
                f"{_names(batch)}. In this epoch {seen} of {ledger.n_samples} samples have been used."
            )
    return captions


def _names(batch: NDArray[np.intp]) -> str:
    shown = [str(sample) for sample in batch[:12]]
    more = f" and {len(batch) - 12} more" if len(batch) > 12 else ""
    return f"sample{'' if len(batch) == 1 else 's'} {', '.join(shown)}{more}"


def _verdict(all_orders: Orders, times: NDArray[np.intp]) -> str:
    """What these epochs guarantee, in words."""
    n, num_epochs = len(times), len(all_orders)
    missed = [n - len(set(indices.tolist())) for indices in all_orders]
    if any(missed):
        each = ", ".join(str(m) for m in missed)
        return (
            f"No pass is complete: {each} of {n} samples were missed in the "
            f"{'epoch' if num_epochs == 1 else f'{num_epochs} epochs'}."
        )
    same = all(np.array_equal(all_orders[0], other) for other in all_orders)
    repeat = " in the same order every time" if same and num_epochs > 1 else ""
    return f"Every sample was used exactly once in each epoch{repeat}."
