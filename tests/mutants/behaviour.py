"""Whether a program does what its exercise asks for, on a large set of drawn valid inputs; no check is asked.

Programs of one outcome are compared with the reference by value: what they return, what they leave of their
arguments, and which batches, checks and samples they asked for. Where the outcome is left to chance, what must
hold of every outcome is asked instead.
"""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import Any

import numpy as np

from autograder.exercises.guard import Student, StudentError, plain
from autograder.exercises.registry import load
from autograder.exercises.values import array, number, numbers
from tests.mutants.inputs import (
    Checks,
    Example,
    Function,
    Source,
    agree,
    compared,
    cut,
    data,
    gradient,
    loss_and_gradient,
    mean_loss,
    must,
    plans,
    script,
    step,
)

SECONDS = 0.5


def is_right(id: str, function: Function) -> bool:
    """Whether the function does what the exercise asks for on all drawn inputs."""
    student, reference = Student(function, SECONDS), load(id).reference
    try:
        for example in EXAMPLES[id](np.random.default_rng(5)):
            student.run(partial(example, function, reference))
    except StudentError:
        return False
    return True


def _steps_per_epoch(rng: np.random.Generator) -> Iterator[Example]:
    for n, b in [*plans(rng, 300), (2_800, 7), (2_801, 7)]:
        for drop_last in (False, True):
            plan = (n, b, True) if drop_last else (n, b)  # the default is a part of what is asked

            def example(f: Function, reference: Function, plan: Any = plan) -> None:
                result = plain(f(*plan))
                must(isinstance(result, int | np.integer) and not isinstance(result, bool))
                agree(result, reference(*plan))

            yield example


def _account(rng: np.random.Generator) -> Iterator[Example]:
    for n, b in plans(rng, 200):
        for drop_last in (False, True):
            plan = (n, b, int(rng.integers(1, 9)), *([True] if drop_last else []))

            def example(f: Function, reference: Function, plan: Any = plan) -> None:
                told, right = plain(f(*plan)), reference(*plan)
                must(set(right) <= set(told))
                for key, value in right.items():
                    must(number(told[key]) is not None)
                    agree(number(told[key]), value)

            yield example


def _gradient(rng: np.random.Generator) -> Iterator[Example]:
    for n in [1, 2, 3, *rng.integers(1, 30, 40)]:
        w, X, y = data(rng, int(n))
        k = int(rng.integers(1, 4))
        w, X = w[:k], X[:, :k]

        def example(f: Function, reference: Function, given: Any = (w, X, y)) -> None:
            handed = [part.copy() for part in given]
            agree(array(plain(f(*handed))), reference(*given))
            for one, two in zip(handed, given, strict=True):
                must(np.array_equal(one, two))

        yield example


def _sgd_step(rng: np.random.Generator) -> Iterator[Example]:
    for k in rng.integers(1, 9, 40):
        w, grad = rng.normal(size=(2, int(k)))
        lr = float(rng.uniform(0, 2))

        def example(f: Function, reference: Function, given: Any = (w, grad, lr)) -> None:
            w, grad, lr = given
            handed = w.copy(), grad.copy()
            agree(array(plain(f(*handed, lr))), reference(w, grad, lr))
            must(np.array_equal(handed[0], w) and np.array_equal(handed[1], grad))

        yield example


def _train_epoch(rng: np.random.Generator) -> Iterator[Example]:
    for n, b in plans(rng, 25):
        seed, lr = int(rng.integers(1 << 30)), float(rng.uniform(0.01, 0.2))

        def run(f: Function, n: int = n, b: int = b, seed: int = seed, lr: float = lr) -> Any:
            of = Source(n, b, seed)
            result = f(of.given, of.batches(), lr, gradient=gradient, sgd_step=step)
            return [array(plain(result)), of.written]

        yield compared(run)


def _train(rng: np.random.Generator) -> Iterator[Example]:
    for n, b in plans(rng, 25):
        plan = (n, b, int(rng.integers(1, 5)), float(rng.uniform(0.01, 0.2)))

        def run(f: Function, plan: Any = plan, seed: int = int(rng.integers(1 << 30))) -> Any:
            n, b, num_epochs, lr = plan
            of = Source(n, b, seed)
            given = of.X.copy(), of.y.copy()
            parts = {"minibatches": cut, "loss": mean_loss, "gradient": gradient, "sgd_step": step}
            after, losses = plain(f(of.given, *given, b, num_epochs, lr, of.rng, **parts))
            written = [of.written, given[0] - of.X, given[1] - of.y]
            return [array(after), numbers(losses), *written]

        yield compared(run)


def _epoch_loss(rng: np.random.Generator) -> Iterator[Example]:
    for count in [1, 2, 3, *rng.integers(1, 30, 100)]:
        losses = (rng.uniform(0, 3, int(count)) * 10.0 ** rng.integers(0, 5)).tolist()
        sizes = rng.integers(1, 20, int(count)).tolist()
        if count % 3 == 0:
            losses[1::2] = losses[:1] * len(losses[1::2])  # equal ones
        if count % 2:
            sizes = [sizes[0]] * (int(count) - 1) + sizes[-1:]

        def run(f: Function, losses: Any = losses, sizes: Any = sizes) -> Any:
            given = list(losses), list(sizes)
            result = number(plain(f(*given)))
            return [result, [len(part) for part in given], *given]

        yield compared(run)


def _evaluate(rng: np.random.Generator) -> Iterator[Example]:
    for n, b in plans(rng, 40):

        def run(f: Function, n: int = n, b: int = b, seed: int = int(rng.integers(1 << 30))) -> Any:
            own = np.random.default_rng(seed)
            w, X, y = data(own, n)
            told = []
            for weights in (w, 1 - w, w):

                def loss(at: Any, X_batch: Any, y_batch: Any, w: Any = weights) -> float:
                    rows = [int(np.flatnonzero(y == value)[0]) for value in y_batch]
                    must(0 < len(rows) <= b and np.array_equal(X[rows], X_batch))
                    must(rows in (sorted(rows), sorted(rows)[::-1]) and np.array_equal(at, w))
                    return mean_loss(at, X_batch, y_batch)

                given = weights.copy(), X.copy(), y.copy()
                told.append(number(plain(f(*given, loss, b))))
                for one, two in zip(given, (weights, X, y), strict=True):
                    must(np.array_equal(one, two))
            return told

        yield compared(run)


def _fit(rng: np.random.Generator) -> Iterator[Example]:
    for n, b in plans(rng, 50):
        plan = (n, b, int(rng.integers(1, 13)), int(rng.integers(1, 5)), script(rng, 60))

        def run(f: Function, plan: Any = plan, seed: int = int(rng.integers(1 << 30))) -> Any:
            n, b, num_epochs, patience, script = plan
            of, validate = Source(n, b, seed), Checks(script)
            result = f(
                of.given, of.batches, loss_and_gradient, validate, 0.05, num_epochs, patience
            )
            best, history = plain(result)
            told = [numbers(history[key]) for key in ("train_loss", "val_loss")]
            return [array(best), *told, of.asked, of.written, *validate.asked]

        yield compared(run)


def _fit_steps(rng: np.random.Generator) -> Iterator[Example]:
    for n, b in plans(rng, 40):
        plan = (n, b, int(rng.integers(1, 9)), int(rng.integers(1, 6)))

        def run(f: Function, plan: Any = plan, seed: int = int(rng.integers(1 << 30))) -> Any:
            n, b, steps, num_epochs = plan
            of = Source(n, b, seed)
            stream = of.stream(3 * steps * num_epochs + 20)
            result = f(
                of.given,
                stream,
                loss_and_gradient,
                lambda step: 0.1 / (1 + step),
                steps,
                num_epochs,
            )
            after, losses = plain(result)
            return [array(after), numbers(losses), of.asked, of.written]

        yield compared(run)


def _accumulate(rng: np.random.Generator) -> Iterator[Example]:
    for n, b in plans(rng, 50):
        plan = (n, b, int(rng.integers(1, 6)), int(rng.integers(1, 5)))

        def run(f: Function, plan: Any = plan, seed: int = int(rng.integers(1 << 30))) -> Any:
            n, b, accumulation, num_epochs = plan
            of = Source(n, b, seed)
            after, losses = plain(
                f(of.given, of.batches, loss_and_gradient, 0.05, accumulation, num_epochs)
            )
            return [array(after), numbers(losses), of.asked, of.written]

        yield compared(run)


def _fine_tune(rng: np.random.Generator) -> Iterator[Example]:
    for n, b in plans(rng, 50):
        plan = (n, b, int(rng.integers(1, 8)), int(rng.integers(1, 6)), script(rng, 60))

        def run(f: Function, plan: Any = plan, seed: int = int(rng.integers(1 << 30))) -> Any:
            n, b, steps, num_epochs, script = plan
            of, validate, numbered = Source(n, b, seed), Checks(script), []

            def update(w: Any, gradient: Any, t: Any) -> Any:
                numbered.append(float(t))
                return w - 0.1 / (1 + t) * gradient

            stream = of.stream(3 * steps * num_epochs + 20)
            best, history = plain(
                f(of.given, stream, loss_and_gradient, update, validate, steps, num_epochs)
            )
            told = [numbers(history[key]) for key in ("val_loss", "samples_processed")]
            return [array(best), *told, of.asked, numbered, of.written, *validate.asked]

        yield compared(run)


def _rows(batches: Any, X: Any, y: Any) -> list[list[int]]:
    """The samples of each batch; DifferentError where X and y do not belong together."""
    found = []
    for batch in batches:
        X_batch, y_batch = plain(batch)
        rows = [int(np.flatnonzero(y == value)[0]) for value in np.asarray(y_batch).reshape(-1)]
        must(np.asarray(X_batch).shape == (len(rows), X.shape[1]))
        must(np.array_equal(X[rows], X_batch))
        found.append(rows)
    return found


def _is_pass(batches: list[list[int]], n: int, b: int, drop_last: bool = False) -> None:
    order = [row for batch in batches for row in batch]
    sizes = [b] * (n // b) + ([n % b] if n % b and not drop_last else [])
    must(len(set(order)) == len(order) and [len(batch) for batch in batches] == sizes)


def _is_shuffle(orders: list[tuple[int, ...]]) -> None:
    """150 orders of 4 samples: nearly all of the 24 come up, and every sample at every place."""
    must(len(set(orders)) >= 20)
    must(len({(row, place) for order in orders for place, row in enumerate(order)}) == 16)


def _minibatches(rng: np.random.Generator) -> Iterator[Example]:
    for n, b in plans(rng, 40):
        for drop_last in (False, True):

            def one(f: Function, _: Function, plan: Any = (n, b, drop_last)) -> None:
                n, b, drop_last = plan
                _, X, y = data(np.random.default_rng(n), n)
                given, epochs = (X.copy(), y.copy()), []
                own, options = np.random.default_rng(b), {"drop_last": True} if drop_last else {}
                for _ in range(2):
                    epochs.append(_rows(list(islice(f(*given, b, own, **options), 99)), X, y))
                    _is_pass(epochs[-1], n, b, drop_last)
                again = _rows(list(f(*given, b, np.random.default_rng(b), **options)), X, y)
                must(
                    again == epochs[0]
                    and np.array_equal(given[0], X)
                    and np.array_equal(given[1], y)
                )
                must(n < 10 or (drop_last and n < b) or epochs[0] != epochs[1])

            yield one

    def shuffled(f: Function, _: Function) -> None:
        _, X, y = data(np.random.default_rng(0), 4)
        for later in (0, 1):
            orders = []
            for seed in range(150):
                own = np.random.default_rng(seed)
                epochs = [_rows(list(f(X, y, 2, own)), X, y) for _ in range(1 + later)]
                orders.append(tuple(row for batch in epochs[-1] for row in batch))
            _is_shuffle(orders)

    yield shuffled


def _batch_stream(rng: np.random.Generator) -> Iterator[Example]:
    for n, b in plans(rng, 40):

        def one(f: Function, _: Function, plan: Any = (n, b)) -> None:
            n, b = plan
            _, X, y = data(np.random.default_rng(n), n)
            given, steps = (X.copy(), y.copy()), -(-n // b)
            read = _rows(list(islice(f(*given, b, np.random.default_rng(b)), 3 * steps)), X, y)
            passes = [read[i : i + steps] for i in range(0, 3 * steps, steps)]
            for batches in passes:
                _is_pass(batches, n, b)
            again = _rows(list(islice(f(*given, b, np.random.default_rng(b)), steps)), X, y)
            must(again == passes[0] and np.array_equal(given[0], X) and np.array_equal(given[1], y))
            must(n < 10 or (passes[0] != passes[1] and passes[1] != passes[2]))

        yield one

    def shuffled(f: Function, _: Function) -> None:
        _, X, y = data(np.random.default_rng(0), 4)
        for later in (0, 1):
            orders = []
            for seed in range(150):
                stream = f(X, y, 2, np.random.default_rng(seed))
                read = _rows(list(islice(stream, 2 + 2 * later))[-2:], X, y)
                orders.append(tuple(row for batch in read for row in batch))
            _is_shuffle(orders)
        must(len(list(islice(f(X, y, 2, np.random.default_rng(0)), 300))) == 300)

    yield shuffled


EXAMPLES: dict[str, Callable[[np.random.Generator], Iterator[Example]]] = {
    "ps1.steps_per_epoch": _steps_per_epoch,
    "ps1.account": _account,
    "ps1.minibatches": _minibatches,
    "ps2.gradient": _gradient,
    "ps2.sgd_step": _sgd_step,
    "ps2.train_epoch": _train_epoch,
    "ps2.train": _train,
    "ps3.epoch_loss": _epoch_loss,
    "ps3.evaluate": _evaluate,
    "ps3.fit": _fit,
    "ps4.batch_stream": _batch_stream,
    "ps4.fit_steps": _fit_steps,
    "ps4.accumulate": _accumulate,
    "ps4.fine_tune": _fine_tune,
}
