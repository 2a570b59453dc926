"""Right answers to ps4.fine_tune."""

import itertools
import math

import numpy as np


def two_loops(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    best_w, best = w.copy(), validate(w)
    history = {"val_loss": [best], "samples_processed": [0]}
    t = samples = 0
    for _ in range(num_epochs):
        for _ in range(steps_per_epoch):
            X_batch, y_batch = next(stream)
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            t += 1
            w = update(w, gradient, t)
            samples += len(y_batch)
        history["val_loss"].append(validate(w))
        history["samples_processed"].append(samples)
        if history["val_loss"][-1] < best:
            best_w, best = w.copy(), history["val_loss"][-1]
    return best_w, history


def keep_all_states(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    states, samples, losses, step = [w], [0], [validate(w)], itertools.count(1)
    for _ in range(num_epochs):
        seen = samples[-1]
        for X_batch, y_batch in itertools.islice(stream, steps_per_epoch):
            w = update(w, loss_and_gradient(w, X_batch, y_batch)[1], next(step))
            seen += X_batch.shape[0]
        states.append(w)
        samples.append(seen)
        losses.append(validate(w))
    best = int(np.argmin(losses))
    return states[best], {"val_loss": losses, "samples_processed": samples}


def in_place(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    w = w.copy()
    losses, samples, best_w = [validate(w)], [0], w.copy()
    for epoch in range(num_epochs):
        samples.append(samples[-1])
        for k in range(steps_per_epoch):
            batch = next(stream)
            _, gradient = loss_and_gradient(w, *batch)
            w[:] = update(w, gradient, epoch * steps_per_epoch + k + 1)
            samples[-1] += len(batch[1])
        losses.append(validate(w))
        if losses.index(min(losses)) == epoch + 1:
            best_w[:] = w
    return best_w, {"samples_processed": samples, "val_loss": losses}


def one_loop(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    val_loss, samples, best_w, seen = [validate(w)], [0], np.array(w), 0
    for t in range(1, steps_per_epoch * num_epochs + 1):
        X_batch, y_batch = next(stream)
        _, gradient = loss_and_gradient(w, X_batch, y_batch)
        w = update(w, gradient, t)
        seen += y_batch.size
        if t % steps_per_epoch == 0:
            now = validate(w)
            if now < min(val_loss):
                best_w = np.array(w)
            val_loss.append(now)
            samples.append(seen)
    return best_w, {"val_loss": val_loss, "samples_processed": samples}


def while_loop(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    done, seen, best = 0, 0, (math.inf, None)
    history = {"val_loss": [], "samples_processed": []}
    while True:
        if done % steps_per_epoch == 0:
            value = validate(w)
            history["val_loss"].append(value)
            history["samples_processed"].append(seen)
            if value < best[0]:
                best = (value, w.copy())
        if done == steps_per_epoch * num_epochs:
            return best[1], history
        X_batch, y_batch = next(stream)
        done += 1
        w = update(w, loss_and_gradient(w, X_batch, y_batch)[1], done)
        seen += len(X_batch)


def epochs_from_zero(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    t, seen, best_w, losses, samples = 0, 0, None, [], []
    for epoch in range(num_epochs + 1):
        for _ in range(steps_per_epoch if epoch else 0):
            X_batch, y_batch = next(stream)
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            t, seen = t + 1, seen + len(y_batch)
            w = update(w, gradient, t)
        losses += [validate(w)]
        samples += [seen]
        if losses.index(min(losses)) == epoch:
            best_w = w.copy()
    return best_w, {"val_loss": losses, "samples_processed": samples}


def recursive(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    def go(w, epoch, seen):
        here = [(validate(w), w, seen)]
        if epoch == num_epochs:
            return here
        for k in range(steps_per_epoch):
            X_batch, y_batch = next(stream)
            gradient = loss_and_gradient(w, X_batch, y_batch)[1]
            w = update(w, gradient, epoch * steps_per_epoch + k + 1)
            seen += len(y_batch)
        return here + go(w, epoch + 1, seen)

    losses, states, samples = zip(*go(w, 0, 0), strict=True)
    best = losses.index(min(losses))
    return states[best], {"val_loss": list(losses), "samples_processed": list(samples)}


def generator(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    def run(w):
        seen = 0
        yield w, seen
        for t in itertools.count(1):
            X_batch, y_batch = next(stream)
            w = update(w, loss_and_gradient(w, X_batch, y_batch)[1], t)
            seen += len(y_batch)
            if t % steps_per_epoch == 0:
                yield w, seen

    best_w, best = None, float("inf")
    history = {"val_loss": [], "samples_processed": []}
    for now, seen in itertools.islice(run(w), num_epochs + 1):
        value = validate(now)
        history["val_loss"].append(value)
        history["samples_processed"].append(seen)
        if value < best:
            best_w, best = now, value
    return best_w, history


class _Best:
    def __init__(self):
        self.loss, self.w, self.losses = math.inf, None, []

    def look(self, loss, w):
        self.losses.append(loss)
        if loss < self.loss:
            self.loss, self.w = loss, w.copy()


def with_a_class(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    best, t, counts = _Best(), 0, np.zeros(num_epochs + 1, dtype=int)
    best.look(validate(w), w)
    for epoch in range(1, num_epochs + 1):
        for _ in range(steps_per_epoch):
            t += 1
            X_batch, y_batch = next(stream)
            w = update(w, loss_and_gradient(w, X_batch, y_batch)[1], t)
            counts[epoch] += len(X_batch)
        best.look(validate(w), w)
    return best.w, {"val_loss": best.losses, "samples_processed": np.cumsum(counts)}


def batches_beforehand(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    losses, states, samples, t = [validate(w)], [w], [0], 0
    for _ in range(num_epochs):
        batches = [next(stream) for _ in range(steps_per_epoch)]
        for t, (X_batch, y_batch) in enumerate(batches, start=t + 1):
            _, gradient = loss_and_gradient(w, X_batch, y_batch)
            w = update(w, gradient, t)
        samples.append(samples[-1] + sum(len(y) for _, y in batches))
        losses.append(validate(w))
        states.append(w)
    return states[np.argmin(losses)], {"val_loss": losses, "samples_processed": samples}


def zip_with_numbers(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    best_w, best_loss, seen = w, validate(w), 0
    rows = [(best_loss, seen)]
    for epoch in range(num_epochs):
        numbers = range(epoch * steps_per_epoch + 1, (epoch + 1) * steps_per_epoch + 1)
        for t, (X_batch, y_batch) in zip(numbers, stream, strict=False):
            w = update(w, loss_and_gradient(w, X_batch, y_batch)[1], t)
            seen += len(y_batch)
        rows.append((validate(w), seen))
        if rows[-1][0] < best_loss:
            best_w, best_loss = w, rows[-1][0]
    losses, samples = map(list, zip(*rows, strict=True))
    return (best_w, {"val_loss": losses, "samples_processed": samples})


def helper(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    count = {"t": 0, "samples": 0}

    def step(w):
        X_batch, y_batch = next(stream)
        count["t"] += 1
        count["samples"] += len(y_batch)
        return update(w, loss_and_gradient(w, X_batch, y_batch)[1], count["t"])

    history = {"val_loss": [validate(w)], "samples_processed": [0]}
    best_w = w
    for _ in range(num_epochs):
        for _ in range(steps_per_epoch):
            w = step(w)
        value = validate(w)
        best_w = w if value < min(history["val_loss"]) else best_w
        history["val_loss"].append(value)
        history["samples_processed"].append(count["samples"])
    return best_w, history
