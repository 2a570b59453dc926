"""More right answers to ps4.fit_steps, in styles that are seldom seen."""

import itertools
from collections import defaultdict
from dataclasses import dataclass

import numpy as np


def losses_by_epoch(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    sums, counts = defaultdict(float), defaultdict(int)
    for step in range(num_epochs * steps_per_epoch):
        X_batch, y_batch = next(stream)
        loss, gradient = loss_and_gradient(w, X_batch, y_batch)
        w = w - gradient * schedule(step)
        sums[step // steps_per_epoch] += loss * len(y_batch)
        counts[step // steps_per_epoch] += len(y_batch)
    return w, [sums[epoch] / counts[epoch] for epoch in range(num_epochs)]


@dataclass
class _Meter:
    total: float = 0.0
    count: int = 0

    def add(self, loss, n):
        self.total += loss * n
        self.count += n

    def take(self):
        mean, self.total, self.count = self.total / self.count, 0.0, 0
        return mean


def with_a_meter(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    meter, step, told = _Meter(), 0, []
    for _ in range(num_epochs):
        for _ in range(steps_per_epoch):
            batch = next(stream)
            loss, gradient = loss_and_gradient(w, *batch)
            meter.add(loss, len(batch[-1]))
            w, step = w - schedule(step) * gradient, step + 1
        told.append(meter.take())
    return w, told


def countdown(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    w, told, left = np.copy(w), [], num_epochs * steps_per_epoch
    all_steps, losses, sizes = left, [], []
    while left > 0:
        X_batch, y_batch = stream.__next__()
        loss, gradient = loss_and_gradient(w, X_batch, y_batch)
        w -= schedule(all_steps - left) * gradient
        losses.append(loss)
        sizes.append(len(X_batch))
        left -= 1
        if left % steps_per_epoch == 0:
            told.append(np.average(losses, weights=sizes))
            losses.clear()
            sizes.clear()
    return w, told


def product_of_ranges(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    table = np.zeros((num_epochs, 2))
    for epoch, k in itertools.product(range(num_epochs), range(steps_per_epoch)):
        X_batch, y_batch = next(stream)
        loss, gradient = loss_and_gradient(w, X_batch, y_batch)
        w = w - schedule(epoch * steps_per_epoch + k) * gradient
        table[epoch] += loss * len(y_batch), len(y_batch)
    return w, (table[:, 0] / table[:, 1]).tolist()


def samples_in_a_list(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    step, told = -1, []
    for _ in range(num_epochs):
        per_sample = []
        for _ in range(steps_per_epoch):
            step += 1
            X_batch, y_batch = next(stream)
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            per_sample += len(y_batch) * [loss]
            w = np.subtract(w, schedule(step) * gradient)
        told.append(np.mean(per_sample))
    return w, np.array(told)


def weights_in_a_list(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    points, told = [w], []
    for epoch in range(1, num_epochs + 1):
        told.append([0.0, 0])
        while len(points) <= epoch * steps_per_epoch:
            X_batch, y_batch = next(stream)
            loss, gradient = loss_and_gradient(points[-1], X_batch, y_batch)
            rate = schedule(len(points) - 1)
            points.append(points[-1] - rate * gradient)
            told[-1][0] += loss * len(y_batch)
            told[-1][1] += len(y_batch)
    return points[-1], [total / count for total, count in told]


def all_batches_first(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    batches = list(itertools.islice(stream, steps_per_epoch * num_epochs))
    losses = []
    for step, (X_batch, y_batch) in enumerate(batches):
        losses.append(0)
        losses[step], gradient = loss_and_gradient(w, X_batch, y_batch)
        w = w - schedule(step) * gradient
    sizes = [len(y_batch) for _, y_batch in batches]
    epochs = [slice(i, i + steps_per_epoch) for i in range(0, len(losses), steps_per_epoch)]
    return w, [np.average(losses[epoch], weights=sizes[epoch]) for epoch in epochs]


def told_by_a_closure(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    done = 0

    def step():
        nonlocal w, done
        X_batch, y_batch = next(stream)
        loss, gradient = loss_and_gradient(w, X_batch, y_batch)
        w, done = w - schedule(done) * gradient, done + 1
        return loss * len(y_batch), len(y_batch)

    told = []
    for _ in range(num_epochs):
        totals, counts = zip(*[step() for _ in range(steps_per_epoch)], strict=True)
        told.append(sum(totals) / sum(counts))
    return w, told
