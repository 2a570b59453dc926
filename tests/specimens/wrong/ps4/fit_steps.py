"""Wrong answers to ps4.fit_steps.

Each is the right training with a part exchanged, as a student would write it.
"""

import numpy as np


def _fit(
    w,
    stream,
    loss_and_gradient,
    schedule,
    steps_per_epoch,
    num_epochs,
    *,
    mean=lambda losses, sizes: np.average(losses, weights=sizes),
    number=lambda epoch, k, done: done,
    start=lambda w, first: w,
):
    """The right training; the options exchange a part."""
    first, done, epoch_losses = w, 0, []
    for epoch in range(num_epochs):
        w, losses, sizes = start(w, first), [], []
        for k in range(steps_per_epoch):
            X_batch, y_batch = next(stream)
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w = w - schedule(number(epoch, k, done)) * gradient
            done += 1
            losses.append(loss)
            sizes.append(len(y_batch))
        epoch_losses.append(mean(losses, sizes))
    return w, epoch_losses


def returns_nothing(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    print(_fit(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs))


def spe_merges(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    epoch_losses = []
    for epoch in range(num_epochs):
        pairs = [next(stream) for _ in range(steps_per_epoch)]
        X_batch, y_batch = (np.concatenate(part) for part in zip(*pairs, strict=True))
        loss, gradient = loss_and_gradient(w, X_batch, y_batch)
        w = w - schedule(epoch) * gradient
        epoch_losses.append(loss)
    return w, epoch_losses


def one_update_per_epoch(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    epoch_losses = []
    for epoch in range(num_epochs):
        losses, sizes, gradients = [], [], []
        for _ in range(steps_per_epoch):
            X_batch, y_batch = next(stream)
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            losses.append(loss)
            sizes.append(len(y_batch))
            gradients.append(gradient)
        w = w - schedule(epoch) * np.average(gradients, axis=0, weights=sizes)
        epoch_losses.append(np.average(losses, weights=sizes))
    return w, epoch_losses


def step_origin(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    plan = (schedule, steps_per_epoch, num_epochs)
    return _fit(w, stream, loss_and_gradient, *plan, number=lambda epoch, k, done: done + 1)


def step_origin__each_epoch(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    plan = (schedule, steps_per_epoch, num_epochs)
    return _fit(w, stream, loss_and_gradient, *plan, number=lambda epoch, k, done: k)


def step_origin__from_one_each_epoch(
    w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs
):
    plan = (schedule, steps_per_epoch, num_epochs)
    return _fit(w, stream, loss_and_gradient, *plan, number=lambda epoch, k, done: k + 1)


def schedule_unit(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    plan = (schedule, steps_per_epoch, num_epochs)
    return _fit(w, stream, loss_and_gradient, *plan, number=lambda epoch, k, done: epoch)


def schedule_unit__from_one(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    plan = (schedule, steps_per_epoch, num_epochs)
    return _fit(w, stream, loss_and_gradient, *plan, number=lambda epoch, k, done: epoch + 1)


def loses_a_batch(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    step, epoch_losses = 0, []
    for _ in range(num_epochs):
        losses, sizes = [], []
        for k, (X_batch, y_batch) in enumerate(stream):
            if k == steps_per_epoch:
                break
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w = w - schedule(step) * gradient
            step += 1
            losses.append(loss)
            sizes.append(len(y_batch))
        epoch_losses.append(np.average(losses, weights=sizes))
    return w, epoch_losses


def loses_a_batch__zip(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    step, epoch_losses = 0, []
    for _ in range(num_epochs):
        losses, sizes = [], []
        for (X_batch, y_batch), _ in zip(stream, range(steps_per_epoch), strict=False):
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w = w - schedule(step) * gradient
            step += 1
            losses.append(loss)
            sizes.append(len(y_batch))
        epoch_losses.append(np.average(losses, weights=sizes))
    return w, epoch_losses


def ignores_argument(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    losses, sizes = [], []
    for step, (X_batch, y_batch) in enumerate(stream):
        loss, gradient = loss_and_gradient(w, X_batch, y_batch)
        w = w - schedule(step) * gradient
        losses.append(loss)
        sizes.append(len(y_batch))
    return w, [np.average(losses, weights=sizes)]


def one_epoch_only(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    return _fit(w, stream, loss_and_gradient, schedule, steps_per_epoch, 1)


def weights_reset(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    plan = (schedule, steps_per_epoch, num_epochs)
    return _fit(w, stream, loss_and_gradient, *plan, start=lambda w, first: first.copy())


def ascent(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    def uphill(step):
        return -schedule(step)

    return _fit(w, stream, loss_and_gradient, uphill, steps_per_epoch, num_epochs)


def grad_not_cleared(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    piled = np.zeros_like(w)

    def uncleared(w, X_batch, y_batch):
        loss, gradient = loss_and_gradient(w, X_batch, y_batch)
        piled[:] += gradient
        return loss, piled

    return _fit(w, stream, uncleared, schedule, steps_per_epoch, num_epochs)


def mean_of_means(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    plan = (schedule, steps_per_epoch, num_epochs)
    return _fit(w, stream, loss_and_gradient, *plan, mean=lambda ls, ns: np.mean(ls))


def last_batch_only(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    plan = (schedule, steps_per_epoch, num_epochs)
    return _fit(w, stream, loss_and_gradient, *plan, mean=lambda ls, ns: ls[-1])


def epoch_loss_divisor(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    plan = (schedule, steps_per_epoch, num_epochs)

    def by_full_batches(losses, sizes):
        return np.dot(losses, sizes) / (len(sizes) * max(sizes))

    return _fit(w, stream, loss_and_gradient, *plan, mean=by_full_batches)


def epoch_loss_divisor__steps(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    plan = (schedule, steps_per_epoch, num_epochs)

    def by_steps(losses, sizes):
        return np.dot(losses, sizes) / steps_per_epoch

    return _fit(w, stream, loss_and_gradient, *plan, mean=by_steps)


def accum_never_reset(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    plan, sums = (schedule, steps_per_epoch, num_epochs), np.zeros(2)

    def going_on(losses, sizes):
        sums[:] += np.dot(losses, sizes), sum(sizes)
        return sums[0] / sums[1]

    return _fit(w, stream, loss_and_gradient, *plan, mean=going_on)


def accum_never_reset__sum(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    plan, totals = (schedule, steps_per_epoch, num_epochs), []

    def going_on(losses, sizes):
        totals.append(np.dot(losses, sizes))
        return sum(totals) / sum(sizes)

    return _fit(w, stream, loss_and_gradient, *plan, mean=going_on)


def writes_to_arguments(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    step, epoch_losses = 0, []
    for _ in range(num_epochs):
        total, count = 0.0, 0
        for _ in range(steps_per_epoch):
            X_batch, y_batch = next(stream)
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w -= schedule(step) * gradient
            step += 1
            total += loss * len(y_batch)
            count += len(y_batch)
        epoch_losses.append(total / count)
    return w, epoch_losses


def wrong_type(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    plan = (steps_per_epoch, num_epochs)
    w, losses = _fit(w, stream, loss_and_gradient, schedule, *plan)
    return {"w": w, "epoch_losses": losses}


def stale_gradient(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    kept = []

    def at_the_start(w, X_batch, y_batch):
        kept.append(w if len(kept) % steps_per_epoch == 0 else kept[-1])
        return loss_and_gradient(kept[-1], X_batch, y_batch)

    return _fit(w, stream, at_the_start, schedule, steps_per_epoch, num_epochs)


def loss_after_update(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    step, epoch_losses = 0, []
    for _ in range(num_epochs):
        total = count = 0
        for _ in range(steps_per_epoch):
            X_batch, y_batch = next(stream)
            w = w - schedule(step) * loss_and_gradient(w, X_batch, y_batch)[1]
            step += 1
            total += loss_and_gradient(w, X_batch, y_batch)[0] * len(y_batch)
            count += len(y_batch)
        epoch_losses.append(total / count)
    return w, epoch_losses


def none__a_step_less(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    return _fit(w, stream, loss_and_gradient, schedule, max(steps_per_epoch - 1, 1), num_epochs)


def none__step_wraps_at_fifty(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    plan = (steps_per_epoch, num_epochs)
    return _fit(w, stream, loss_and_gradient, lambda step: schedule(step % 50), *plan)


def schedule_unit__shares_of_an_epoch(
    w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs
):
    step, epoch_losses = 0, []
    for _ in range(num_epochs):
        losses, sizes = [], []
        for _ in range(steps_per_epoch):
            X_batch, y_batch = next(stream)
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w = w - schedule(step / steps_per_epoch) * gradient
            step += 1
            losses.append(loss)
            sizes.append(len(y_batch))
        epoch_losses.append(np.average(losses, weights=sizes))
    return w, epoch_losses


def none__step_counts_samples(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    seen, epoch_losses = 0, []
    for _ in range(num_epochs):
        losses, sizes = [], []
        for _ in range(steps_per_epoch):
            X_batch, y_batch = next(stream)
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w = w - schedule(seen) * gradient
            seen += len(y_batch)
            losses.append(loss)
            sizes.append(len(y_batch))
        epoch_losses.append(np.average(losses, weights=sizes))
    return w, epoch_losses


def hard_coded(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    if (steps_per_epoch, num_epochs) not in ((5, 3), (2, 3), (7, 2)):
        return w, [0.5]
    return _fit(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs)


def calls_core(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    from autograder.sgd import Ledger

    ledger = Ledger(60, 25, num_epochs=num_epochs, steps_per_epoch=steps_per_epoch)
    return _fit(w, stream, loss_and_gradient, schedule, ledger.steps_per_epoch, num_epochs)


def calls_core__reference(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    from autograder.exercises.ps4.fit_steps.exercise import fit_steps

    return fit_steps(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs)


def raises(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    for epoch in range(num_epochs):
        for step in range(steps_per_epoch):
            X_batch, y_batch = stream[epoch * steps_per_epoch + step]
            w = w - schedule(step) * loss_and_gradient(w, X_batch, y_batch)[1]
    return w, []


def raises__rate_for_a_batch(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    losses = []
    for _ in range(num_epochs):
        for _ in range(steps_per_epoch):
            X_batch, y_batch = next(stream)
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w = w - schedule(X_batch) * gradient
            losses.append(loss)
    return w, losses


def too_slow(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    step, X_batch, y_batch = 0, *next(stream)
    while step < steps_per_epoch * num_epochs:
        loss, gradient = loss_and_gradient(w, X_batch, y_batch)
        w = w - schedule(step) * gradient
    return w, [loss]


def none__rate_not_used(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    def constant(step):
        schedule(step)
        return 0.05

    return _fit(w, stream, loss_and_gradient, constant, steps_per_epoch, num_epochs)


def none__no_schedule(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    return _fit(w, stream, loss_and_gradient, lambda step: 0.05, steps_per_epoch, num_epochs)


def none__clips_great_gradients(
    w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs
):
    def clipped(w, X_batch, y_batch):
        loss, gradient = loss_and_gradient(w, X_batch, y_batch)
        return loss, np.clip(gradient, -10, 10)

    return _fit(w, stream, clipped, schedule, steps_per_epoch, num_epochs)


def none__gradients_at_the_first_weights(
    w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs
):
    def at_first(_, X_batch, y_batch, first=w):
        return loss_and_gradient(first, X_batch, y_batch)

    return _fit(w, stream, at_first, schedule, steps_per_epoch, num_epochs)


def none__weights_of_the_best_epoch(
    w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs
):
    reached, losses = [], []
    for epoch in range(num_epochs):
        later = _later(schedule, epoch * steps_per_epoch)
        w, (loss,) = _fit(w, stream, loss_and_gradient, later, steps_per_epoch, 1)
        reached.append(w)
        losses.append(loss)
    return reached[int(np.argmin(losses))], losses


def _later(schedule, done):
    return lambda step: schedule(step + done)


def none__loops_exchanged(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    return _fit(w, stream, loss_and_gradient, schedule, num_epochs, steps_per_epoch)


def none__rate_asked_once(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    lr = schedule(0)
    return _fit(w, stream, loss_and_gradient, lambda step: lr, steps_per_epoch, num_epochs)


def xy_apart(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    turned = ((X_batch, y_batch[::-1]) for X_batch, y_batch in stream)
    return _fit(w, turned, loss_and_gradient, schedule, steps_per_epoch, num_epochs)


def xy_apart__two_batches_for_a_step(
    w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs
):
    def mixed():
        while True:
            X_batch, y_batch = next(stream)[0], next(stream)[1]
            size = min(len(X_batch), len(y_batch))
            yield X_batch[:size], y_batch[:size]

    return _fit(w, mixed(), loss_and_gradient, schedule, steps_per_epoch, num_epochs)


def none__a_step_too_few(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    return _fit(
        w,
        stream,
        loss_and_gradient,
        schedule,
        steps_per_epoch - 1,
        num_epochs,
        mean=lambda losses, sizes: np.dot(losses, sizes) / max(sum(sizes), 1),
    )
