"""More right answers to ps3.fit, in styles that are seldom seen."""

import heapq
import itertools
from collections import defaultdict, deque, namedtuple
from dataclasses import dataclass, field
from typing import Any

import numpy as np


def _epoch(w, batches, loss_and_gradient, lr):
    """Return the weights after an epoch, and its mean loss."""
    total, count = 0.0, 0
    for X_batch, y_batch in batches():
        loss, gradient = loss_and_gradient(w, X_batch, y_batch)
        w = w - lr * gradient
        total += loss * len(y_batch)
        count += len(y_batch)
    return w, total / count


def deque_of_failures(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    last, history, best_w, best = deque(maxlen=patience), defaultdict(list), w, np.inf
    for _ in range(num_epochs):
        w, loss = _epoch(w, batches, loss_and_gradient, lr)
        history["train_loss"].append(loss)
        history["val_loss"].append(validate(w))
        last.append(not history["val_loss"][-1] < best)
        if not last[-1]:
            best_w, best = w, history["val_loss"][-1]
        if len(last) == patience and all(last):
            break
    return best_w, history


def heap_of_states(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    heap, train, val = [], [], []
    for epoch in range(num_epochs):
        w, loss = _epoch(w, batches, loss_and_gradient, lr)
        train.append(loss)
        val.append(validate(w))
        heapq.heappush(heap, (val[-1], epoch, w.tolist()))
        if epoch - heap[0][1] >= patience:
            break
    return np.array(heap[0][2]), {"train_loss": train, "val_loss": val}


class _EnoughError(Exception):
    pass


def exception_to_stop(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    history, best = {"train_loss": [], "val_loss": []}, {"loss": None, "w": None, "bad": 0}

    def look(w):
        value = validate(w)
        history["val_loss"].append(value)
        if best["loss"] is None or value < best["loss"]:
            best.update(loss=value, w=w, bad=0)
            return
        best["bad"] += 1
        if best["bad"] == patience:
            raise _EnoughError

    try:
        for _ in range(num_epochs):
            w, loss = _epoch(w, batches, loss_and_gradient, lr)
            history["train_loss"].append(loss)
            look(w)
    except _EnoughError:
        pass
    return best["w"], history


@dataclass
class _State:
    w: Any
    best_w: Any = None
    best: float = float("inf")
    since: int = 0
    train_loss: list = field(default_factory=list)
    val_loss: list = field(default_factory=list)

    def look(self, value):
        self.val_loss.append(value)
        better = value < self.best
        self.since = 0 if better else self.since + 1
        if better:
            self.best, self.best_w = value, np.copy(self.w)


def state_in_a_dataclass(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    state = _State(np.copy(w))
    while len(state.val_loss) < num_epochs and state.since < patience:
        sizes, losses = [], []
        for batch in batches():
            losses.append(0.0)
            losses[-1], gradient = loss_and_gradient(state.w, *batch)
            np.copyto(state.w, state.w - lr * gradient)
            sizes.append(len(batch[0]))
        state.train_loss.append(np.average(losses, weights=sizes))
        state.look(validate(state.w))
    return state.best_w, {"train_loss": state.train_loss, "val_loss": state.val_loss}


Epoch = namedtuple("Epoch", "val_loss number w train_loss")


def named_epochs(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    epochs = []
    for number in range(num_epochs):
        w, loss = _epoch(w, batches, loss_and_gradient, lr)
        epochs.append(Epoch(validate(w), number, w, loss))
        best = min(epochs, key=lambda epoch: epoch.val_loss)
        if number - best.number == patience:
            break
    history = {key: [getattr(e, key) for e in epochs] for key in ("train_loss", "val_loss")}
    return best.w, history


def epochs_by_iter(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    rows, best_w, lowest, bad = [], w, None, 0
    for _, epoch in zip(range(num_epochs), iter(batches, None)):  # noqa: B905  # students write it so
        results = []
        for X_batch, y_batch in epoch:
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            results.append([loss, y_batch.shape[0]])
            w = w - np.multiply(lr, gradient)
        results = np.array(results)
        rows.append((results.prod(axis=1).sum() / results[:, 1].sum(), validate(w)))
        if lowest is None or rows[-1][1] < lowest:
            (_, lowest), best_w, bad = rows[-1], w, 0
            continue
        bad += 1
        if bad == patience:
            break
    train, val = map(list, zip(*rows, strict=True))
    return best_w, {"train_loss": train, "val_loss": val}


def running_minimum(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    history, states = {"train_loss": [], "val_loss": []}, []
    for _ in range(num_epochs):
        w, loss = _epoch(w, batches, loss_and_gradient, lr)
        states += [w]
        history["train_loss"] += [loss]
        history["val_loss"] += [validate(w)]
        lowest = list(itertools.accumulate(history["val_loss"], min))
        if lowest.count(lowest[-1]) > patience:
            break
    return states[lowest.index(lowest[-1])], history


def patience_counted_down(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    w = np.array(w, dtype=float, copy=True)
    train, val, left, best = [], [], patience, None
    for _ in range(num_epochs):
        per_sample = []
        for X_batch, y_batch in batches():
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w -= lr * gradient
            per_sample.extend([loss] * len(y_batch))
        train.append(float(np.mean(per_sample)))
        val.append(float(validate(w)))
        if val[-1] < min(val[:-1], default=np.inf):
            best, left = w.tobytes(), patience
        else:
            left -= 1
        if not left:
            break
    return np.frombuffer(best).copy(), {"train_loss": train, "val_loss": val}
