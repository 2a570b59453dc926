"""Lesson 0: one training, and the three words batch, iteration and epoch lit as they happen."""

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from autograder.lab import style
from autograder.lab.controls import Slider
from autograder.lab.marks import Curve, Lit, Mark
from autograder.lab.panel import Panel
from autograder.lab.player import Player
from autograder.lab.prose import count
from autograder.sgd import SGD, Ledger, Linear, train

Array = NDArray[np.float64]
N_SAMPLES = 50
MODEL = Linear(4)
GRID = np.linspace(-3.3, 3.3, 120)


def waves(x: Array) -> Array:
    """Four features of x, two waves and their shifts: shape (n, 4)."""
    return np.column_stack([np.sin(x), np.cos(x), np.sin(2 * x), np.cos(2 * x)])


def data() -> tuple[Array, Array]:
    """Fifty noisy samples of a wave: x and y of shape (n,)."""
    rng = np.random.default_rng(3)
    x = np.sort(rng.uniform(-3.1, 3.1, N_SAMPLES))
    return x, np.sin(x) + 0.6 * np.cos(2 * x) + rng.normal(0, 0.25, N_SAMPLES)


def first_training() -> Panel:
    """A curve fitted to fifty samples: press play and watch the three words."""
    x, y = data()
    fig, (fit, words) = style.figure((1, 1.25), size=(9.6, 3.6))
    look = style.role("sample")
    fit.plot(x, y, "o", color=look.light, ms=look.size, ls="none")
    style.label(fit, x="x", y="y", title="Fifty samples and the model")
    style.limits(fit, x=(-3.3, 3.3), y=(-2.4, 2.2))
    player = Player(
        fig,
        start="first",
        fps=5,
        alt="Left: fifty samples and the curve that the model predicts; the current batch is lit. "
        "Right: three rows of blocks, the samples of this epoch in batches, the iterations of "
        "this epoch, and the epochs; what has been done is filled.",
    )

    def update(batch_size: int, lr: float, num_epochs: int) -> str:
        ledger = Ledger(N_SAMPLES, batch_size, num_epochs=num_epochs)
        _draw_words(words, ledger, num_epochs)
        X, plan = waves(x), {"batch_size": batch_size, "num_epochs": num_epochs}
        run = train(MODEL, X, y, **plan, optimizer=SGD(lr=lr), theta=np.zeros(5), path=True)
        batches = [run.samples(step) for step in run.step]
        losses = [float(MODEL.loss(theta, X, y)) for theta in run.path[1:]]
        curves = [np.column_stack([GRID, MODEL.predict(theta, waves(GRID))]) for theta in run.path]
        marks = [Curve(fit, curves), *_lights(ledger, num_epochs, batches, x, y, fit, words)]
        captions = [
            "Before training: the model knows nothing and predicts 0 everywhere.",
            *(_caption(ledger, u, loss) for u, loss in enumerate(losses)),
        ]
        player.show(marks, captions)
        done = f"{count(num_epochs, 'epoch')}, {count(ledger.updates, 'iteration')}"
        return f"{ledger.sentence()}; {done}."

    return Panel(
        update,
        player,
        tries=({"batch_size": 1}, {"batch_size": 50}),
        batch_size=Slider("batch size", 12, 1, N_SAMPLES),
        lr=Slider("learning rate", 0.1, 0.01, 0.5, log=True),
        num_epochs=Slider("epochs", 4, 1, 12),
    )


WORDS = (
    "batch: a few samples, used together",
    "iteration: one batch, one update",
    "epoch: every sample has been used once",
)


def _cells(count: int, row: int) -> Array:
    """`count` equal cells from 0 to 1 in one of the three rows: left, bottom, right, top."""
    edges = np.linspace(0, 1, count + 1)
    low = np.full(count, -1.0 - row)
    return np.column_stack([edges[:-1], low, edges[1:], low + 0.42])


def _draw_words(ax: Axes, ledger: Ledger, num_epochs: int) -> None:
    """The three rows, empty, each under its word."""
    counts = (N_SAMPLES, ledger.steps_per_epoch, num_epochs)
    ax.clear()
    ax.axis("off")
    ax.patch.set_alpha(0)
    for row, (number, words) in enumerate(zip(counts, WORDS, strict=True)):
        for left, bottom, right, top in _cells(number, row):
            ax.fill([left, right, right, left], [bottom, bottom, top, top], fc="none", ec="#9aa5b1")
        word, rest = words.split(":")
        ax.text(0, -0.5 - row, word, fontsize=12.5, fontweight="bold", color=style.INK)
        ax.text(1, -0.5 - row, rest.strip(), fontsize=10.5, color=style.INK, ha="right")
    ax.set(xlim=(-0.005, 1.005), ylim=(-3.1, -0.2))


def _lights(
    ledger: Ledger,
    num_epochs: int,
    batches: list[NDArray[np.intp]],
    x: Array,
    y: Array,
    fit: Axes,
    words: Axes,
) -> list[Mark]:
    """The batch among the samples, and in each of the three rows what is lit."""
    per, none = ledger.steps_per_epoch, np.empty(0, int)
    update = np.arange(len(batches))
    step, epoch = update % per, update // per
    since = [0, *(1 + epoch * per)]
    tails = [False, *(np.array([len(b) for b in batches]) < ledger.batch_size)]
    place = [
        np.arange(s * ledger.batch_size, s * ledger.batch_size + len(b))
        for s, b in zip(step, batches, strict=True)
    ]
    samples = np.column_stack([x, y])
    return [
        Lit(fit, samples, [none, *batches], since, tails),
        Lit(words, _cells(N_SAMPLES, 0), [none, *place], since, tails),
        Lit(words, _cells(per, 1), [none, *step[:, None]], since, tails),
        Lit(words, _cells(num_epochs, 2), [none, *epoch[:, None]], [0] * (len(update) + 1)),
    ]


def _caption(ledger: Ledger, update: int, loss: float) -> str:
    epoch, step = divmod(update, ledger.steps_per_epoch)
    size = ledger.batch_sizes[step]
    return (
        f"Epoch {epoch + 1} of {ledger.epochs:g}, iteration {step + 1} of "
        f"{ledger.steps_per_epoch}: a batch of {size}. Loss of all samples: {loss:.2f}."
    )
