"""More right answers to ps4.fine_tune, in styles that are seldom seen."""

import itertools
from collections import OrderedDict, namedtuple

import numpy as np

Check = namedtuple("Check", "val_loss samples_processed w")


def named_checks(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    checks, t = [Check(validate(w), 0, w)], 0
    for _ in range(num_epochs):
        used = checks[-1].samples_processed
        for _ in range(steps_per_epoch):
            X_batch, y_batch = next(stream)
            t += 1
            w = update(w, loss_and_gradient(w, X_batch, y_batch)[1], t)
            used += len(y_batch)
        checks.append(Check(validate(w), used, w))
    best = min(checks, key=lambda check: check.val_loss)
    history = {"val_loss": [c[0] for c in checks], "samples_processed": [c[1] for c in checks]}
    return best.w, history


def sorted_checks(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    losses, samples, seen = [], [], [(validate(w), 0, w.tolist())]
    losses.append(seen[0][0])
    samples.append(0)
    for epoch in range(num_epochs):
        samples.append(samples[-1])
        for k in range(steps_per_epoch):
            X_batch, y_batch = next(stream)
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w = update(w, gradient, 1 + k + epoch * steps_per_epoch)
            samples[-1] += len(X_batch)
        losses.append(validate(w))
        seen.append((losses[-1], epoch + 1, w.tolist()))
    return np.array(sorted(seen, key=lambda check: check[:2])[0][2]), {
        "val_loss": losses,
        "samples_processed": samples,
    }


def states_in_an_array(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    states = np.zeros((num_epochs + 1, len(w)))
    losses, samples = np.empty(num_epochs + 1), np.zeros(num_epochs + 1, dtype=int)
    states[0], losses[0] = w, validate(w)
    t = 0
    for epoch in range(1, num_epochs + 1):
        states[epoch], samples[epoch] = states[epoch - 1], samples[epoch - 1]
        for _ in range(steps_per_epoch):
            X_batch, y_batch = next(stream)
            _, gradient = loss_and_gradient(states[epoch], X_batch, y_batch)
            t = t + 1
            states[epoch] = update(states[epoch], gradient, t)
            samples[epoch] += y_batch.size
        losses[epoch] = validate(states[epoch])
    return states[np.argmin(losses)], {"val_loss": losses, "samples_processed": samples}


def counters(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    numbers, sizes = itertools.count(1), []
    history = OrderedDict(val_loss=[validate(w)], samples_processed=[0])
    best_w = np.copy(w)
    for _ in itertools.repeat(None, num_epochs):
        for _ in itertools.repeat(None, steps_per_epoch):
            batch = next(stream)
            sizes.append(len(batch[0]))
            w = update(w, loss_and_gradient(w, *batch)[1], next(numbers))
        history["val_loss"].append(validate(w))
        history["samples_processed"].append(sum(sizes))
        if history["val_loss"][-1] < min(history["val_loss"][:-1]):
            best_w = np.copy(w)
    return best_w, history


def told_by_a_closure(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    val_loss, samples, t, used, best_w = [], [], 0, 0, None

    def check():
        nonlocal best_w
        val_loss.append(validate(w))
        samples.append(used)
        if val_loss.index(min(val_loss)) == len(val_loss) - 1:
            best_w = w.copy()

    check()
    while t < steps_per_epoch * num_epochs:
        X_batch, y_batch = next(stream)
        _, gradient = loss_and_gradient(w, X_batch, y_batch)
        t, used = t + 1, used + len(y_batch)
        w = update(w, gradient, t)
        if not t % steps_per_epoch:
            check()
    return best_w, dict(val_loss=val_loss, samples_processed=samples)


def asks_again(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    val_loss, samples, best_w, t = [validate(w)], [0], w, 0
    for _ in range(num_epochs):
        seen = 0
        for X_batch, y_batch in itertools.islice(stream, steps_per_epoch):
            t += 1
            loss = loss_and_gradient(w, X_batch, y_batch)[0]
            print("step", t, "loss", loss, "weights", w)
            w = update(w, loss_and_gradient(w, X_batch, y_batch)[1], t)
            seen += len(y_batch)
        print("validation loss", validate(w), "best so far", validate(best_w))
        if validate(w) < validate(best_w):
            best_w = w
        val_loss.append(validate(w))
        samples.append(samples[-1] + seen)
    return best_w, {"val_loss": val_loss, "samples_processed": samples}


def epochs_as_slices(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    points, sizes = [w], [0]
    history = {"val_loss": [], "samples_processed": []}
    for stop in range(0, steps_per_epoch * num_epochs + 1, steps_per_epoch):
        while len(points) <= stop:
            X_batch, y_batch = next(stream)
            gradient = loss_and_gradient(points[-1], X_batch, y_batch)[1]
            points.append(update(points[-1], gradient, len(points)))
            sizes.append(len(y_batch))
        history["val_loss"].append(validate(points[stop]))
        history["samples_processed"].append(sum(sizes[: stop + 1]))
    best = int(np.argmin(history["val_loss"]))
    return points[best * steps_per_epoch], history


def keeps_if_better(w, stream, loss_and_gradient, update, validate, steps_per_epoch, num_epochs):
    baseline = validate(w)
    kept = {"w": w.copy(), "loss": baseline}
    val_loss, samples = [baseline], [0]
    for first in range(1, num_epochs * steps_per_epoch + 1, steps_per_epoch):
        total = 0
        for t in range(first, first + steps_per_epoch):
            X_batch, y_batch = next(stream)
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w = update(w, gradient, t)
            total += X_batch.shape[0]
        now = validate(w)
        kept = {"w": w.copy(), "loss": now} if now < kept["loss"] else kept
        val_loss, samples = [*val_loss, now], [*samples, samples[-1] + total]
    return kept["w"], {"val_loss": val_loss, "samples_processed": samples}
