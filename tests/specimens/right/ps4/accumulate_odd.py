"""More right answers to ps4.accumulate, in styles that are seldom seen."""

import itertools
from collections import deque

import numpy as np


def numbered_windows(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    losses = []
    for _ in range(num_epochs):
        numbered = enumerate(batches())
        for _, window in itertools.groupby(numbered, key=lambda pair: pair[0] // accumulation):
            total, way, n = 0.0, 0.0, 0
            for _, (X_batch, y_batch) in window:
                loss, gradient = loss_and_gradient(w, X_batch, y_batch)
                total, way, n = (
                    total + loss * len(y_batch),
                    way + gradient * len(y_batch),
                    n + len(y_batch),
                )
            w = w - lr * way / n
            losses.append(total / n)
    return w, losses


def a_queue_of_batches(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    losses = []
    for _ in range(num_epochs):
        queue = deque(batches())
        while queue:
            window = [queue.popleft() for _ in range(min(accumulation, len(queue)))]
            told = [loss_and_gradient(w, *batch) for batch in window]
            sizes = np.array([len(y_batch) for _, y_batch in window], dtype=float)
            sizes /= sizes.sum()
            losses.append(float(np.dot([loss for loss, _ in told], sizes)))
            w = w - lr * np.tensordot(sizes, [gradient for _, gradient in told], axes=1)
    return w, losses


def ends_beforehand(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    losses, w = [], np.array(w)
    for _ in range(num_epochs):
        epoch = batches()
        ends = {*range(accumulation, len(epoch), accumulation), len(epoch)}
        n, total, way = 0, 0.0, np.zeros(len(w))
        for number, (X_batch, y_batch) in enumerate(epoch, start=1):
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            n += len(y_batch)
            total += len(y_batch) * loss
            way += len(y_batch) * gradient
            if number in ends:
                w -= lr * way / n
                losses.append(total / n)
                n, total, way = 0, 0.0, np.zeros(len(w))
    return w, losses


def rows_of_a_table(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    losses = []
    for _ in range(num_epochs):
        epoch = batches()
        for first in range(0, len(epoch), accumulation):
            table = []
            for X_batch, y_batch in epoch[first : first + accumulation]:
                loss, gradient = loss_and_gradient(w, X_batch, y_batch)
                table += [[loss, *gradient]] * len(y_batch)
            loss, *way = np.mean(table, axis=0)
            w = w - lr * np.array(way)
            losses.append(loss)
    return w, losses


def epochs_in_a_row(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    def windows():
        for _ in range(num_epochs):
            epoch = batches()
            yield from (epoch[i : i + accumulation] for i in range(0, len(epoch), accumulation))

    losses = []
    for window in windows():
        n = sum(map(len, (y_batch for _, y_batch in window)))
        after, loss = w.copy(), 0.0
        for X_batch, y_batch in window:
            batch_loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            after -= lr * gradient * (len(y_batch) / n)
            loss += batch_loss * (len(y_batch) / n)
        w = after
        losses.append(loss)
    return w, losses


class _Optimizer:
    def __init__(self, w, lr):
        self.w, self.lr, self.losses = w, lr, []
        self.zero()

    def zero(self):
        self.sum, self.loss, self.n = 0.0, 0.0, 0

    def backward(self, loss, gradient, n):
        self.sum, self.loss, self.n = self.sum + n * gradient, self.loss + n * loss, self.n + n

    def step(self):
        if self.n:
            self.w = self.w - self.lr * self.sum / self.n
            self.losses.append(self.loss / self.n)
            self.zero()


def like_an_optimizer(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    optimizer = _Optimizer(w, lr)
    for _ in range(num_epochs):
        for i, (X_batch, y_batch) in enumerate(batches()):
            if i and i % accumulation == 0:
                optimizer.step()
            optimizer.backward(*loss_and_gradient(optimizer.w, X_batch, y_batch), len(y_batch))
        optimizer.step()
    return optimizer.w, optimizer.losses


def next_with_a_default(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    losses = []
    for _ in range(num_epochs):
        epoch = iter(batches())
        batch = next(epoch, None)
        while batch is not None:
            held = []
            while batch is not None and len(held) < accumulation:
                held.append((*loss_and_gradient(w, *batch), len(batch[1])))
                batch = next(epoch, None)
            all_losses, gradients, sizes = zip(*held, strict=True)
            losses.append(np.average(all_losses, weights=sizes))
            w = w - lr * np.average(gradients, axis=0, weights=sizes)
    return w, losses


def a_step_for_each_row(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    losses = []
    for _ in range(num_epochs):
        epoch = batches()
        padded = [*epoch, *[None] * (-len(epoch) % accumulation)]
        for k in range(len(padded) // accumulation):
            window = list(filter(None, padded[k * accumulation :][:accumulation]))
            told = [loss_and_gradient(w, X, y) for X, y in window]
            sizes = [len(y) for _, y in window]
            step = sum(n * g for n, (_, g) in zip(sizes, told, strict=True)) / sum(sizes)
            losses.append(sum(n * x for n, (x, _) in zip(sizes, told, strict=True)) / sum(sizes))
            w = w - lr * step
    return w, losses
