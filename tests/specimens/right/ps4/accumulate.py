"""Right answers to ps4.accumulate."""

import functools
import itertools

import numpy as np


def windows(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    losses = []
    for _ in range(num_epochs):
        epoch = batches()
        for start in range(0, len(epoch), accumulation):
            total, gradients, count = 0.0, np.zeros_like(w), 0
            for X_batch, y_batch in epoch[start : start + accumulation]:
                loss, gradient = loss_and_gradient(w, X_batch, y_batch)
                total += loss * len(y_batch)
                gradients += gradient * len(y_batch)
                count += len(y_batch)
            w = w - lr * gradients / count
            losses.append(total / count)
    return w, losses


def counter_and_last(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    w, losses = w.copy(), []
    for _ in range(num_epochs):
        epoch = batches()
        total, gradients, count = 0.0, 0.0, 0
        for i, (X_batch, y_batch) in enumerate(epoch):
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            total += loss * len(X_batch)
            gradients = gradients + gradient * len(X_batch)
            count += len(X_batch)
            if (i + 1) % accumulation == 0 or i + 1 == len(epoch):
                w -= lr * gradients / count
                losses.append(total / count)
                total, gradients, count = 0.0, 0.0, 0
    return w, losses


def flush_after_the_loop(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    losses, held = [], []

    def update(w):
        n = sum(size for _, _, size in held)
        losses.append(sum(loss * size for loss, _, size in held) / n)
        w = w - lr * sum(gradient * size for _, gradient, size in held) / n
        held.clear()
        return w

    for _ in range(num_epochs):
        for X_batch, y_batch in batches():
            held.append((*loss_and_gradient(w, X_batch, y_batch), len(y_batch)))
            if len(held) == accumulation:
                w = update(w)
        if held:
            w = update(w)
    return w, losses


def np_average(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    losses = []
    for _ in range(num_epochs):
        epoch = batches()
        while epoch:
            window, epoch = epoch[:accumulation], epoch[accumulation:]
            pairs = [loss_and_gradient(w, X, y) for X, y in window]
            sizes = [len(y) for _, y in window]
            losses.append(np.average([loss for loss, _ in pairs], weights=sizes))
            w = w - lr * np.average([g for _, g in pairs], axis=0, weights=sizes)
    return w, losses


def iterator_of_windows(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    losses = []
    for _ in range(num_epochs):
        epoch = iter(batches())
        while window := list(itertools.islice(epoch, accumulation)):
            n = sum(len(y) for _, y in window)
            loss, step = 0.0, np.zeros(len(w))
            for X_batch, y_batch in window:
                share = len(y_batch) / n
                batch_loss, gradient = loss_and_gradient(w, X_batch, y_batch)
                loss, step = loss + share * batch_loss, step + share * gradient
            w = w - lr * step
            losses.append(loss)
    return w, losses


def running_mean(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    losses = []
    for _ in range(num_epochs):
        epoch = batches()
        for first in range(0, len(epoch), accumulation):
            seen, loss, gradient = 0, 0.0, np.zeros(w.shape)
            for X_batch, y_batch in epoch[first : first + accumulation]:
                new_loss, new_gradient = loss_and_gradient(w, X_batch, y_batch)
                seen += len(y_batch)
                part = len(y_batch) / seen
                loss += (new_loss - loss) * part
                gradient += (new_gradient - gradient) * part
            w = w - lr * gradient
            losses += [loss]
    return w, losses


def generator(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    def all_windows():
        for _ in range(num_epochs):
            epoch = batches()
            yield from (epoch[i : i + accumulation] for i in range(0, len(epoch), accumulation))

    losses = []
    for window in all_windows():
        sums = np.zeros(w.size + 2)
        for X_batch, y_batch in window:
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            sums += np.concatenate([[loss, 1.0], gradient]) * y_batch.size
        w = w - lr * sums[2:] / sums[1]
        losses.append(sums[0] / sums[1])
    return w, np.array(losses)


def reduced(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    losses = []

    def one(w, window):
        terms = [(*loss_and_gradient(w, X, y), len(y)) for X, y in window]
        n = sum(size for *_, size in terms)
        losses.append(sum(loss * size for loss, _, size in terms) / n)
        return w - lr / n * np.sum([size * g for _, g, size in terms], axis=0)

    for _ in range(num_epochs):
        epoch = batches()
        cuts = range(0, len(epoch), accumulation)
        w = functools.reduce(one, [epoch[i : i + accumulation] for i in cuts], w)
    return w, losses


def recursive(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    def go(w, epoch):
        if not epoch:
            return w, []
        terms = [loss_and_gradient(w, X, y) for X, y in epoch[:accumulation]]
        sizes = np.array([len(y) for _, y in epoch[:accumulation]])
        shares = sizes / sizes.sum()
        after = w - lr * shares @ np.array([g for _, g in terms])
        end, losses = go(after, epoch[accumulation:])
        return end, [float(shares @ [loss for loss, _ in terms]), *losses]

    losses = []
    for _ in range(num_epochs):
        w, some = go(w, batches())
        losses += some
    return w, losses


def remaining_counter(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    w, losses, epoch_number = np.array(w), [], 0
    while epoch_number < num_epochs:
        epoch = batches()
        left = len(epoch)
        acc, loss_sum, n, in_window = np.zeros_like(w), 0.0, 0, 0
        for X_batch, y_batch in epoch:
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            acc, loss_sum, n = (
                acc + len(y_batch) * gradient,
                loss_sum + len(y_batch) * loss,
                n + len(y_batch),
            )
            left, in_window = left - 1, in_window + 1
            if in_window == accumulation or not left:
                w[:] = w - lr * (acc / n)
                losses.append(loss_sum / n)
                acc, loss_sum, n, in_window = np.zeros_like(w), 0.0, 0, 0
        epoch_number += 1
    return w, losses


class _Accumulator:
    def __init__(self, size):
        self.sums, self.loss, self.n = np.zeros(size), 0.0, 0

    def add(self, loss, gradient, n):
        self.sums += gradient * n
        self.loss += loss * n
        self.n += n


def with_a_class(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    losses = []
    for _ in range(num_epochs):
        epoch = batches()
        for k in range(-(-len(epoch) // accumulation)):
            held = _Accumulator(w.size)
            for X_batch, y_batch in epoch[k * accumulation : (k + 1) * accumulation]:
                held.add(*loss_and_gradient(w, X_batch, y_batch), len(y_batch))
            w = w - lr * held.sums / held.n
            losses.append(held.loss / held.n)
    return w, losses


def lists_of_numbers(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    w, losses = list(map(float, w)), []
    for _ in range(num_epochs):
        epoch = batches()
        for start in range(0, len(epoch), accumulation):
            sums, total, n = [0.0] * len(w), 0.0, 0
            for X_batch, y_batch in epoch[start : start + accumulation]:
                loss, gradient = loss_and_gradient(np.array(w), X_batch, y_batch)
                sums = [s + float(g) * len(y_batch) for s, g in zip(sums, gradient, strict=True)]
                total, n = total + loss * len(y_batch), n + len(y_batch)
            w = [v - lr * s / n for v, s in zip(w, sums, strict=True)]
            losses.append(total / n)
    return w, losses
