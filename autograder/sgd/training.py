"""Training: the two loops, in one place. Everything else in the course runs them or looks at them."""

import contextvars
from collections.abc import Iterator, Sequence
from itertools import islice, repeat
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from autograder.sgd.arguments import Array
from autograder.sgd.fast.feed import Feed
from autograder.sgd.fast.kernel import Loss, Scratch
from autograder.sgd.history import History, record
from autograder.sgd.models import Model, weights
from autograder.sgd.optimizers import SGD, Optimizer, Update
from autograder.sgd.plan import Plan
from autograder.sgd.schedules import Schedule
from autograder.sgd.step import Checkpoint, Step
from autograder.sgd.validation import Validation


def steps(
    model: Model,
    X: ArrayLike,
    y: ArrayLike,
    *,
    batch_size: int | Sequence[int],
    num_epochs: int | None = None,
    steps: int | None = None,
    optimizer: Optimizer = SGD(lr=0.1),  # noqa: B008 (an immutable description)
    scheme: str = "reshuffled",
    seed: int | Sequence[int] = 0,
    theta: ArrayLike | None = None,
    drop_last: bool = False,
    steps_per_epoch: int | None = None,
    accumulation: int = 1,
    validation: tuple[ArrayLike, ArrayLike] | None = None,
    patience: int | None = None,
    min_delta: float = 0.0,
    resume: Checkpoint | None = None,
) -> Iterator[Step]:
    """Train a model, one step at a time: yield the run as it stands after every update (lesson 2).

    Args:
        model: Linear, Softmax or MLP.
        X: samples, shape (n_samples, features).
        y: targets, one for each sample.
        batch_size: samples in a batch; the tail of a pass is smaller. A sequence has one number for
            each epoch, as ``growing_batch_size`` makes it (lesson 8).
        num_epochs: epochs to train; 1 where neither it nor ``steps`` is given.
        steps: updates to do, instead of num_epochs.
        optimizer: SGD or Adam, with the learning rate in it.
        scheme: who is seen when: "reshuffled", "once", "sequential" or "replacement" (lesson 4).
        seed: fixes the first weights and the orders. A sequence of seeds trains as many runs at
            once, each with its own weights and orders.
        theta: first weights, copied; by default ``model.init(seed)``. Shape (runs, n_parameters)
            trains many runs at once, and so does a learning rate for each run.
        drop_last: skip the tail of every pass.
        steps_per_epoch: steps after which an epoch ends, whatever the data (lesson 6).
        accumulation: batches whose gradients are averaged into one step (lesson 9).
        validation: (X, y) held out; measured after every epoch (lesson 7).
        patience: epochs in a row without a better validation loss after which to stop.
        min_delta: least improvement of the validation loss that counts.
        resume: checkpoint of an earlier run of the same plan; goes on to the same numbers.

    Yields:
        One live ``Step``, brought up to date in place. A run that diverges, so that its loss is no
        longer finite, ends with a last Step that says so.

    Raises:
        ValueError: at the call, for arguments that do not fit; names the argument.
    """
    design = model.design(X)
    targets = model.targets(y, len(design))
    plan = Plan.of(
        len(design),
        batch_size,
        num_epochs=num_epochs,
        steps=steps,
        drop_last=drop_last,
        steps_per_epoch=steps_per_epoch,
        accumulation=accumulation,
        scheme=scheme,
        seed=seed,
    )
    theta = _first_weights(model, theta, plan.seed, optimizer)
    gradient = np.zeros_like(theta)
    update, state = optimizer.bind(theta, gradient)
    feed = Feed(model, design, targets, theta, gradient, plan)
    validator = _validation(model, theta, validation, patience, min_delta)
    now = Step(plan, theta, gradient, state, validator)
    if resume is not None:
        now.restore(resume)
    return _quiet(_loops(now, feed, update))


def _loops(now: Step, feed: Feed, update: Update) -> Iterator[Step]:
    """The training loop: epochs, and in each epoch its batches."""
    plan, updates, validation, step = now.plan, now.plan.updates, now.validation, now.step
    finite = isfinite if now.theta.ndim == 1 else _any_finite
    batches = feed.steps(first=step)
    for epoch, epoch_ends in plan.epochs_from(step):
        for loss_and_gradient in islice(batches, min(epoch_ends, updates) - step):
            now.loss = loss = loss_and_gradient()  # of this batch, at the current weights
            if not finite(loss):
                now.diverged = True
                yield now
                return
            update(step, epoch)  # one update of the weights
            now.step = step = step + 1
            yield now
        if validation and step == epoch_ends and validation.check(epoch):
            return


def train(
    model: Model,
    X: ArrayLike,
    y: ArrayLike,
    *,
    path: bool = False,
    **plan: Any,
) -> History:
    """Train a model to the end of its plan and return what happened (lesson 0).

    Args:
        model, X, y, plan: everything that ``steps`` takes; ``train`` runs it.
        path: also record the weights, before the first step and after each.

    Returns:
        The History of the run. Divergence is no error: ``History.diverged`` says where.

    Raises:
        ValueError: as ``steps``.
    """
    return record(steps(model, X, y, **plan), path=path)


def _first_weights(
    model: Model, theta: ArrayLike | None, seed: int | tuple[int, ...], optimizer: Optimizer
) -> Array:
    """A fresh copy of the first weights: one vector, or a row for each of many runs at once."""
    if theta is not None:
        first = weights(model, theta)
    elif isinstance(seed, int):
        first = model.init(seed)
    else:
        first = np.stack([model.init(one) for one in seed])
    rate = optimizer.lr.at(0) if isinstance(optimizer.lr, Schedule) else optimizer.lr
    runs = {
        "seed": () if isinstance(seed, int) else (len(seed),),
        "lr": np.shape(rate),
        "theta": first.shape[:-1],
    }
    counts = {shape for shape in runs.values() if shape}
    if len(counts) > 1:
        given = ", ".join(f"{name} for {shape[0]}" for name, shape in runs.items() if shape)
        raise ValueError(f"All that differs between runs must be for the same number: {given}.")
    shape = (*counts.pop(), model.n_parameters) if counts else (model.n_parameters,)
    return np.array(np.broadcast_to(first, shape), order="C")


def _validation(
    model: Model,
    theta: Array,
    held_out: tuple[ArrayLike, ArrayLike] | None,
    patience: int | None,
    min_delta: float,
) -> Validation | None:
    if held_out is None:
        if patience is not None:
            raise ValueError(
                f"patience = {patience} needs validation=(X, y): without validation losses there "
                "is nothing to be patient about."
            )
        return None
    design = model.design(held_out[0])
    targets = model.targets(held_out[1], len(design))
    measure = model.kernel(theta, None, design, targets, Scratch())
    return Validation(measure, theta, patience=patience, min_delta=min_delta)


def _any_finite(loss: Loss) -> bool:
    return isfinite(np.fmin.reduce(loss))  # fmin passes over nan, a loss is never −inf


def _quiet(run: Iterator[Step]) -> Iterator[Step]:
    """Run a generator with NumPy's floating-point warnings switched off, for it alone.

    Divergence is part of the course: it is seen in the loss. A ``with np.errstate`` in a generator
    would leak into the caller's code between two steps; a context of its own does not.
    """
    context = contextvars.copy_context()
    context.run(np.seterr, all="ignore")
    return map(context.run, repeat(run.__next__))
