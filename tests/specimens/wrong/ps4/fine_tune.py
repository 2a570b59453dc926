"""Wrong answers to ps4.fine_tune.

Each is the right training with a part exchanged, as a student would write it.
"""

import itertools

import numpy as np


def _tune(
    w,
    stream,
    loss_and_gradient,
    update,
    validate,
    steps_per_epoch,
    num_epochs,
    *,
    number=lambda epoch, k, done: done + 1,
    start=lambda w, first: w,
    count=lambda X_batch: len(X_batch),
    keep=lambda w: w.copy(),
    returned=lambda best_w, w: best_w,
):
    """The right training; the options exchange a part."""
    first, w = w, w.copy()
    best_w, losses, samples, done = keep(w), [validate(w)], [0], 0
    for epoch in range(num_epochs):
        w, processed = start(w, first), samples[-1]
        for k in range(steps_per_epoch):
            X_batch, y_batch = next(stream)
            _, gradient = loss_and_gradient(w, X_batch, y_batch)
            w = update(w, gradient, number(epoch, k, done))
            done += 1
            processed += count(X_batch)
        value = validate(w)
        if value < min(losses):
            best_w = keep(w)
        losses.append(value)
        samples.append(processed)
    return returned(best_w, w), {"val_loss": losses, "samples_processed": samples}


def returns_nothing(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    print(_tune(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs))


def spe_merges(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    def merged():
        while True:
            pairs = list(itertools.islice(stream, steps_per_epoch))
            yield tuple(np.concatenate(part) for part in zip(*pairs, strict=True))

    return _tune(w, merged(), loss_and_gradient, update, validate, 1, num_epochs)


def starts_late(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    plan = (steps_per_epoch, num_epochs)
    return _tune(np.zeros_like(w), stream, loss_and_gradient, update, validate, *plan)


def starts_late__random(
    w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs
):
    plan, rng = (steps_per_epoch, num_epochs), np.random.default_rng(0)
    return _tune(rng.normal(size=len(w)), stream, loss_and_gradient, update, validate, *plan)


def weights_reset(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    plan = (steps_per_epoch, num_epochs)

    def again(w, first):
        return first.copy()

    return _tune(w, stream, loss_and_gradient, update, validate, *plan, start=again)


def one_update_per_epoch(
    w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs
):
    best_w, losses, samples = w.copy(), [validate(w)], [0]
    for epoch in range(num_epochs):
        gradients, sizes = [], []
        for _ in range(steps_per_epoch):
            X_batch, y_batch = next(stream)
            gradients.append(loss_and_gradient(w, X_batch, y_batch)[1])
            sizes.append(len(y_batch))
        w = update(w, np.average(gradients, axis=0, weights=sizes), epoch + 1)
        value = validate(w)
        if value < min(losses):
            best_w = w.copy()
        losses.append(value)
        samples.append(samples[-1] + sum(sizes))
    return best_w, {"val_loss": losses, "samples_processed": samples}


def adam_t(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    plan = (validate, steps_per_epoch, num_epochs)
    return _tune(w, stream, loss_and_gradient, update, *plan, number=lambda epoch, k, n: epoch + 1)


def adam_t__restarts(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    plan = (validate, steps_per_epoch, num_epochs)
    return _tune(w, stream, loss_and_gradient, update, *plan, number=lambda epoch, k, n: k + 1)


def adam_t__constant(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    plan = (validate, steps_per_epoch, num_epochs)
    return _tune(w, stream, loss_and_gradient, update, *plan, number=lambda epoch, k, n: 1)


def step_origin(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    plan = (validate, steps_per_epoch, num_epochs)
    return _tune(w, stream, loss_and_gradient, update, *plan, number=lambda epoch, k, n: n)


def loses_a_batch(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    best_w, losses, samples, t = w.copy(), [validate(w)], [0], 0
    for _ in range(num_epochs):
        processed = samples[-1]
        for k, (X_batch, y_batch) in enumerate(stream):
            if k == steps_per_epoch:
                break
            t += 1
            w = update(w, loss_and_gradient(w, X_batch, y_batch)[1], t)
            processed += len(y_batch)
        value = validate(w)
        if value < min(losses):
            best_w = w.copy()
        losses.append(value)
        samples.append(processed)
    return best_w, {"val_loss": losses, "samples_processed": samples}


def ignores_argument(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    losses, processed = [validate(w)], 0
    for t, (X_batch, y_batch) in enumerate(stream, start=1):
        w = update(w, loss_and_gradient(w, X_batch, y_batch)[1], t)
        processed += len(y_batch)
    losses.append(validate(w))
    return w, {"val_loss": losses, "samples_processed": [0, processed]}


def one_epoch_only(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    return _tune(w, stream, loss_and_gradient, update, validate, steps_per_epoch, 1)


def val_on_train(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    best_w, losses, samples, t = w.copy(), [np.inf], [0], 0
    for _ in range(num_epochs):
        batch_losses, processed = [], samples[-1]
        for _ in range(steps_per_epoch):
            X_batch, y_batch = next(stream)
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            t += 1
            w = update(w, gradient, t)
            batch_losses.append(loss)
            processed += len(y_batch)
        if np.mean(batch_losses) < min(losses):
            best_w = w.copy()
        losses.append(np.mean(batch_losses))
        samples.append(processed)
    return best_w, {"val_loss": losses, "samples_processed": samples}


def no_baseline(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    best_w, losses, samples, t, processed = w.copy(), [], [], 0, 0
    for _ in range(num_epochs):
        for _ in range(steps_per_epoch):
            X_batch, y_batch = next(stream)
            t += 1
            w = update(w, loss_and_gradient(w, X_batch, y_batch)[1], t)
            processed += len(y_batch)
        value = validate(w)
        if not losses or value < min(losses):
            best_w = w.copy()
        losses.append(value)
        samples.append(processed)
    return best_w, {"val_loss": losses, "samples_processed": samples}


def train_val_comparable(
    w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs
):
    best_w, losses, samples, t = w.copy(), [], [0], 0
    for _ in range(num_epochs):
        value, processed = validate(w), samples[-1]
        if not losses or value < min(losses):
            best_w = w.copy()
        losses.append(value)
        for _ in range(steps_per_epoch):
            X_batch, y_batch = next(stream)
            t += 1
            w = update(w, loss_and_gradient(w, X_batch, y_batch)[1], t)
            processed += len(y_batch)
        samples.append(processed)
    return best_w, {"val_loss": losses, "samples_processed": samples}


def train_val_comparable__each_step(
    w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs
):
    best_w, losses, samples, processed = w.copy(), [validate(w)], [0], 0
    for t in range(1, steps_per_epoch * num_epochs + 1):
        X_batch, y_batch = next(stream)
        w = update(w, loss_and_gradient(w, X_batch, y_batch)[1], t)
        processed += len(y_batch)
        value = validate(w)
        if value < min(losses):
            best_w = w.copy()
        losses.append(value)
        samples.append(processed)
    return best_w, {"val_loss": losses, "samples_processed": samples}


def tail_counted_full(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    plan, sizes = (validate, steps_per_epoch, num_epochs), []

    def batch_size(X_batch):
        sizes.append(len(X_batch))
        return sizes[0]

    return _tune(w, stream, loss_and_gradient, update, *plan, count=batch_size)


def returns_last(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    plan = (validate, steps_per_epoch, num_epochs)
    return _tune(w, stream, loss_and_gradient, update, *plan, returned=lambda best_w, w: w)


def best_alias(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    w = w.copy()
    best_w, losses, samples, t = w, [validate(w)], [0], 0
    for _ in range(num_epochs):
        processed = samples[-1]
        for _ in range(steps_per_epoch):
            X_batch, y_batch = next(stream)
            _, gradient = loss_and_gradient(w, X_batch, y_batch)
            t += 1
            w[:] = update(w, gradient, t)
            processed += len(y_batch)
        value = validate(w)
        if value < min(losses):
            best_w = w
        losses.append(value)
        samples.append(processed)
    return best_w, {"val_loss": losses, "samples_processed": samples}


def writes_to_arguments(
    w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs
):
    best_w, losses, samples, t = w.copy(), [validate(w)], [0], 0
    for _ in range(num_epochs):
        processed = samples[-1]
        for _ in range(steps_per_epoch):
            X_batch, y_batch = next(stream)
            _, gradient = loss_and_gradient(w, X_batch, y_batch)
            t += 1
            w[:] = update(w, gradient, t)
            processed += len(y_batch)
        value = validate(w)
        if value < min(losses):
            best_w = w.copy()
        losses.append(value)
        samples.append(processed)
    return best_w, {"val_loss": losses, "samples_processed": samples}


def wrong_type(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    plan = (steps_per_epoch, num_epochs)
    return _tune(w, stream, loss_and_gradient, update, validate, *plan)[0]


def stale_gradient(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    plan, kept = (steps_per_epoch, num_epochs), []

    def at_the_start(w, X_batch, y_batch):
        if len(kept) % steps_per_epoch == 0:
            kept.append(w.copy())
        else:
            kept.append(kept[-1])
        return loss_and_gradient(kept[-1], X_batch, y_batch)

    return _tune(w, stream, at_the_start, update, validate, *plan)


def compares_with_previous(
    w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs
):
    plan, states, last = (steps_per_epoch, num_epochs), [], [np.inf]

    def remembering(weights):
        loss = validate(weights)
        if loss < last[0]:
            states.append(weights.copy())
        last[0] = loss
        return loss

    _, history = _tune(w, stream, loss_and_gradient, update, remembering, *plan)
    return states[-1], history


def none__latest_of_equal(
    w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs
):
    plan, states, losses = (steps_per_epoch, num_epochs), [], []

    def remembering(weights):
        losses.append(validate(weights))
        if losses[-1] == min(losses):
            states.append(weights.copy())
        return losses[-1]

    _, history = _tune(w, stream, loss_and_gradient, update, remembering, *plan)
    return states[-1], history


def none__update_thrown_away(
    w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs
):
    def in_vain(w, gradient, t):
        update(w, gradient, t)
        return w

    plan = (steps_per_epoch, num_epochs)
    return _tune(w, stream, loss_and_gradient, in_vain, validate, *plan)


def none__t_wraps_at_a_hundred(
    w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs
):
    def wrapped(w, gradient, t):
        return update(w, gradient, (t - 1) % 100 + 1)

    plan = (steps_per_epoch, num_epochs)
    return _tune(w, stream, loss_and_gradient, wrapped, validate, *plan)


def none__first_weights_never_kept(
    w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs
):
    plan, states, losses = (steps_per_epoch, num_epochs), [], []

    def remembering(weights):
        losses.append(validate(weights))
        if len(losses) == 2 or losses[-1] < min(losses[1:-1], default=np.inf):
            states.append(weights.copy())
        return losses[-1]

    _, history = _tune(w, stream, loss_and_gradient, update, remembering, *plan)
    return states[-1], history


def none__stops_at_the_first_rise(
    w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs
):
    best_w, t = w, 0
    history = {"val_loss": [validate(w)], "samples_processed": [0]}
    for _ in range(num_epochs):
        history["samples_processed"].append(history["samples_processed"][-1])
        for _ in range(steps_per_epoch):
            X_batch, y_batch = next(stream)
            t += 1
            w = update(w, loss_and_gradient(w, X_batch, y_batch)[1], t)
            history["samples_processed"][-1] += len(y_batch)
        history["val_loss"].append(validate(w))
        if history["val_loss"][-1] > min(history["val_loss"]):
            break
        best_w = w
    return best_w, history


def hard_coded(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    if num_epochs != 3:
        return w, {"val_loss": [0.5], "samples_processed": [0]}
    return _tune(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs)


def calls_core(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    from autograder.sgd import Ledger

    ledger = Ledger(60, 25, num_epochs=num_epochs, steps_per_epoch=steps_per_epoch)
    plan = (ledger.steps_per_epoch, num_epochs)
    return _tune(w, stream, loss_and_gradient, update, validate, *plan)


def calls_core__reference(
    w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs
):
    from autograder.exercises.ps4.fine_tune.exercise import fine_tune

    return fine_tune(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs)


def raises(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    losses = [validate(w)]
    for _ in range(num_epochs):
        for _ in range(steps_per_epoch):
            X_batch, y_batch = next(stream)
            w = update(w, loss_and_gradient(w, X_batch, y_batch))
        losses.append(validate(w))
    return w, {"val_loss": losses, "samples_processed": []}


def too_slow(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    step, batch = 0, next(stream)
    while step < steps_per_epoch * num_epochs:
        w = update(w, loss_and_gradient(w, *batch)[1], step + 1)
    return w, {"val_loss": [validate(w)], "samples_processed": [0]}


def none__one_epoch_more(
    w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs
):
    plan = (steps_per_epoch, num_epochs + 1)
    return _tune(w, stream, loss_and_gradient, update, validate, *plan)


def none__clips_great_gradients(
    w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs
):
    def clipped(w, gradient, t):
        return update(w, np.clip(gradient, -10, 10), t)

    return _tune(w, stream, loss_and_gradient, clipped, validate, steps_per_epoch, num_epochs)


def none__counts_swapped(
    w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs
):
    plan = (num_epochs, steps_per_epoch)
    return _tune(w, stream, loss_and_gradient, update, validate, *plan)


def none__a_step_less(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    plan = (max(steps_per_epoch - 1, 1), num_epochs)
    return _tune(w, stream, loss_and_gradient, update, validate, *plan)


def train_val_comparable__first_weights_at_the_end(
    w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs
):
    states, losses, samples, t = [w.copy()], [], [0], 0
    for _ in range(num_epochs):
        samples.append(samples[-1])
        for _ in range(steps_per_epoch):
            X_batch, y_batch = next(stream)
            t += 1
            w = update(w, loss_and_gradient(w, X_batch, y_batch)[1], t)
            samples[-1] += len(y_batch)
        losses.append(validate(w))
        states.append(w)
    losses.insert(0, validate(states[0]))
    best_w = states[int(np.argmin(losses))]
    return best_w, {"val_loss": losses, "samples_processed": samples}


def xy_apart(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    turned = ((X_batch, y_batch[::-1]) for X_batch, y_batch in stream)
    return _tune(w, turned, loss_and_gradient, update, validate, steps_per_epoch, num_epochs)


def none__best_by_training_loss(
    w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs
):
    best_w, least, seen, t = w, np.inf, [0], 0
    val_loss = [validate(w)]
    for _ in range(num_epochs):
        losses, sizes = [], []
        for _ in range(steps_per_epoch):
            X, y = next(stream)
            loss, gradient = loss_and_gradient(w, X, y)
            t += 1
            w = update(w, gradient, t)
            losses.append(loss)
            sizes.append(len(y))
        val_loss.append(validate(w))
        seen.append(seen[-1] + sum(sizes))
        if np.average(losses, weights=sizes) < least:
            best_w, least = w, np.average(losses, weights=sizes)
    return best_w, {"val_loss": val_loss, "samples_processed": seen}
