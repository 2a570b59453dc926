"""Right answers to ps3.fit."""

import copy
import itertools
import math

import numpy as np


def plain(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    w = w.copy()
    best_w, best_loss, bad = w.copy(), np.inf, 0
    train_loss, val_loss = [], []
    for _ in range(num_epochs):
        total, count = 0.0, 0
        for X_batch, y_batch in batches():
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w -= lr * gradient
            total += loss * len(X_batch)
            count += len(X_batch)
        train_loss.append(total / count)
        val_loss.append(validate(w))
        if val_loss[-1] < best_loss:
            best_loss, best_w, bad = val_loss[-1], w.copy(), 0
        else:
            bad += 1
            if bad >= patience:
                break
    return best_w, {"train_loss": train_loss, "val_loss": val_loss}


def new_arrays(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    history = {"train_loss": [], "val_loss": []}
    best, checks_left = (math.inf, w), patience
    for _ in range(num_epochs):
        losses, sizes = [], []
        for X_batch, y_batch in batches():
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w = w - lr * gradient
            losses.append(loss)
            sizes.append(len(y_batch))
        history["train_loss"].append(np.average(losses, weights=sizes))
        value = validate(w)
        history["val_loss"].append(value)
        if value < best[0]:
            best, checks_left = (value, w), patience
        else:
            checks_left -= 1
        if checks_left == 0:
            break
    return best[1], history


def best_epoch(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    history = {"train_loss": [], "val_loss": []}
    kept = []
    for epoch in range(num_epochs):
        sums = np.zeros(2)
        for X_batch, y_batch in batches():
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w = w - lr * gradient
            sums += len(X_batch) * np.array([loss, 1.0])
        history["train_loss"].append(sums[0] / sums[1])
        history["val_loss"].append(validate(w))
        kept.append(w)
        best = int(np.argmin(history["val_loss"]))
        if epoch - best == patience:
            break
    return kept[best], history


def while_loop(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    w, epoch, bad, best = np.array(w), 0, 0, None
    train, val = [], []
    while epoch < num_epochs and bad < patience:
        total = samples = 0
        for batch in batches():
            loss, gradient = loss_and_gradient(w, *batch)
            np.subtract(w, lr * gradient, out=w)
            total, samples = total + loss * len(batch[1]), samples + len(batch[1])
        train += [total / samples]
        val += [validate(w)]
        if best is None or val[-1] < best[0]:
            best, bad = (val[-1], np.array(w)), 0
        else:
            bad += 1
        epoch += 1
    return best[1], {"val_loss": val, "train_loss": train}


def helpers(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    def train_epoch(w):
        losses, sizes = [], []
        for X_batch, y_batch in batches():
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w = w - lr * gradient
            losses.append(loss)
            sizes.append(X_batch.shape[0])
        return w, np.dot(losses, sizes) / sum(sizes)

    def should_stop(values):
        smallest = values.index(min(values))
        return len(values) - 1 - smallest >= patience

    train, val, states = [], [], []
    for _ in range(num_epochs):
        w, loss = train_epoch(w)
        states.append(w)
        train.append(loss)
        val.append(validate(w))
        if should_stop(val):
            break
    return states[val.index(min(val))], {"train_loss": train, "val_loss": val}


def recursive(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    train, val = [], []

    def go(w, best_w, best, bad, left):
        if left == 0 or bad == patience:
            return best_w
        total, count = 0.0, 0
        for X_batch, y_batch in batches():
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w, total, count = w - lr * gradient, total + loss * len(y_batch), count + len(y_batch)
        train.append(total / count)
        val.append(validate(w))
        if val[-1] < best:
            return go(w, w, val[-1], 0, left - 1)
        return go(w, best_w, best, bad + 1, left - 1)

    return go(w, w, math.inf, 0, num_epochs), {"train_loss": train, "val_loss": val}


def generator_of_epochs(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    def epochs(w):
        while True:
            parts = []
            for X_batch, y_batch in batches():
                loss, gradient = loss_and_gradient(w, X_batch, y_batch)
                w = w - lr * gradient
                parts += [loss] * len(y_batch)
            yield w, sum(parts) / len(parts), validate(w)

    history, best_loss, bad = {"train_loss": [], "val_loss": []}, math.inf, 0
    for now, train, val in itertools.islice(epochs(w), num_epochs):
        history["train_loss"].append(train)
        history["val_loss"].append(val)
        bad += 1
        if val < best_loss:
            best_w, best_loss, bad = now, val, 0
        if bad == patience:
            break
    return best_w, history


class _EarlyStopping:
    def __init__(self, patience):
        self.patience, self.bad, self.loss, self.w = patience, 0, None, None

    def stops(self, loss, w):
        if self.loss is None or loss < self.loss:
            self.loss, self.w, self.bad = loss, copy.deepcopy(w), 0
        else:
            self.bad += 1
        return self.bad >= self.patience


def with_a_class(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    w, stopping = copy.deepcopy(w), _EarlyStopping(patience)
    history = {"train_loss": [], "val_loss": []}
    for _ in range(num_epochs):
        running_loss = seen = 0.0
        for X_batch, y_batch in batches():
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w[:] = w - lr * gradient
            running_loss += loss * y_batch.size
            seen += y_batch.size
        history["train_loss"].append(running_loss / seen)
        history["val_loss"].append(validate(w))
        if stopping.stops(history["val_loss"][-1], w):
            break
    return stopping.w, history


def lists_of_numbers(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    w = [float(value) for value in w]
    best, best_w, since = float("inf"), list(w), 0
    train_loss, val_loss = [], []
    for _ in range(num_epochs):
        pairs = []
        for X_batch, y_batch in batches():
            loss, gradient = loss_and_gradient(np.array(w), X_batch, y_batch)
            for i in range(len(w)):
                w[i] -= lr * gradient[i]
            pairs.append((loss, len(X_batch)))
        train_loss.append(sum(a * b for a, b in pairs) / sum(b for _, b in pairs))
        now = validate(np.array(w))
        val_loss.append(now)
        since += 1
        if now < best:
            best, best_w, since = now, list(w), 0
        if since == patience:
            break
    return np.array(best_w), {"train_loss": train_loss, "val_loss": val_loss}


def running_mean(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    best_w, best, bad = w, np.inf, 0
    history = dict(train_loss=[], val_loss=[])
    for _ in range(num_epochs):
        mean, seen = 0.0, 0
        for X_batch, y_batch in batches():
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            seen += len(y_batch)
            mean += (loss - mean) * len(y_batch) / seen
            w = w + (-lr) * gradient
        history["train_loss"].append(mean)
        history["val_loss"].append(validate(w))
        if history["val_loss"][-1] < best:
            best_w, best, bad = w, history["val_loss"][-1], 0
            continue
        bad += 1
        if bad == patience:
            return best_w, history
    return best_w, history


def arrays_for_history(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    train, val = np.full(num_epochs, np.nan), np.full(num_epochs, np.inf)
    states = np.empty((num_epochs, w.size))
    last = 0
    for epoch in range(num_epochs):
        weighted = [0.0, 0.0]
        for X_batch, y_batch in batches():
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w = w - lr * np.asarray(gradient)
            weighted[0] += loss * len(X_batch)
            weighted[1] += len(X_batch)
        train[epoch], val[epoch], states[epoch] = weighted[0] / weighted[1], validate(w), w
        last = epoch + 1
        if last - 1 - val[:last].argmin() >= patience:
            break
    history = {"train_loss": train[:last], "val_loss": val[:last]}
    return states[val.argmin()].copy(), history


def last_window(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    history = {"train_loss": [], "val_loss": []}
    states = []
    for _ in range(num_epochs):
        epoch = []
        for X_batch, y_batch in list(batches()):
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            epoch.append((loss, len(y_batch)))
            w = w - lr * gradient
        losses, sizes = np.array(epoch).T
        history["train_loss"].append(losses @ sizes / sizes.sum())
        history["val_loss"].append(validate(w))
        states.append(w)
        values = history["val_loss"]
        if len(values) > patience and min(values[-patience:]) >= min(values[:-patience]):
            break
    order = sorted(range(len(values)), key=values.__getitem__)
    return states[order[0]], history
