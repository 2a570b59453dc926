"""Right answers to ps4.fit_steps."""

import functools
import itertools

import numpy as np


def two_loops(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    step, epoch_losses = 0, []
    for _ in range(num_epochs):
        total, count = 0.0, 0
        for _ in range(steps_per_epoch):
            X_batch, y_batch = next(stream)
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w = w - schedule(step) * gradient
            step += 1
            total += loss * len(y_batch)
            count += len(y_batch)
        epoch_losses.append(total / count)
    return w, epoch_losses


def islice(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    epoch_losses, step = [], itertools.count()
    for _ in range(num_epochs):
        losses, sizes = [], []
        for X_batch, y_batch in itertools.islice(stream, steps_per_epoch):
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w = w - schedule(next(step)) * gradient
            losses.append(loss)
            sizes.append(X_batch.shape[0])
        epoch_losses.append(np.average(losses, weights=sizes))
    return w, epoch_losses


def zip_with_range(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    w, epoch_losses = w.copy(), []
    for epoch in range(num_epochs):
        begin = epoch * steps_per_epoch
        sums = np.zeros(2)
        for step, (X_batch, y_batch) in zip(range(begin, begin + steps_per_epoch), stream):  # noqa: B905  # students write it so
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w -= schedule(step) * gradient
            sums += np.array([loss, 1]) * len(X_batch)
        epoch_losses.append(float(sums[0] / sums[1]))
    return w, epoch_losses


def one_loop(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    epoch_losses, total, count = [], 0.0, 0
    for step in range(steps_per_epoch * num_epochs):
        X_batch, y_batch = next(stream)
        loss, gradient = loss_and_gradient(w, X_batch, y_batch)
        w = w - schedule(step) * gradient
        total, count = total + loss * len(y_batch), count + len(y_batch)
        if (step + 1) % steps_per_epoch == 0:
            epoch_losses.append(total / count)
            total, count = 0.0, 0
    return w, epoch_losses


def for_with_break_at_the_end(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    losses, step = [[]], 0
    for X_batch, y_batch in stream:
        loss, gradient = loss_and_gradient(w, X_batch, y_batch)
        w = w - schedule(step) * gradient
        losses[-1] += [loss] * len(y_batch)
        step += 1
        if step == steps_per_epoch * num_epochs:
            break
        if step % steps_per_epoch == 0:
            losses.append([])
    return w, [sum(epoch) / len(epoch) for epoch in losses]


def while_loop(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    w, step, all_losses, all_sizes = np.array(w), 0, [], []
    while step < steps_per_epoch * num_epochs:
        batch = next(stream)
        loss, gradient = loss_and_gradient(w, *batch)
        np.subtract(w, schedule(step) * gradient, out=w)
        all_losses.append(loss)
        all_sizes.append(batch[1].size)
        step += 1
    losses = np.reshape(all_losses, (num_epochs, steps_per_epoch))
    sizes = np.reshape(all_sizes, (num_epochs, steps_per_epoch))
    return w, (losses * sizes).sum(axis=1) / sizes.sum(axis=1)


def helper_for_an_epoch(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    def epoch(w, first):
        total = count = 0
        for step in range(first, first + steps_per_epoch):
            X_batch, y_batch = next(stream)
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w = w - schedule(step) * gradient
            total += loss * len(y_batch)
            count += len(y_batch)
        return w, total / count

    epoch_losses = []
    for number in range(num_epochs):
        w, loss = epoch(w, number * steps_per_epoch)
        epoch_losses.append(loss)
    return w, epoch_losses


def recursive(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    def go(w, epoch):
        if epoch == num_epochs:
            return w, []
        losses, sizes = [], []
        for k in range(steps_per_epoch):
            X_batch, y_batch = next(stream)
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w = w - schedule(epoch * steps_per_epoch + k) * gradient
            losses.append(loss)
            sizes.append(len(y_batch))
        end, rest = go(w, epoch + 1)
        return end, [np.dot(losses, sizes) / sum(sizes), *rest]

    return go(w, 0)


def generator_of_steps(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    state = {"w": w}

    def steps():
        for step in itertools.count():
            X_batch, y_batch = next(stream)
            loss, gradient = loss_and_gradient(state["w"], X_batch, y_batch)
            state["w"] = state["w"] - schedule(step) * gradient
            yield loss, len(y_batch)

    run, epoch_losses = steps(), []
    for _ in range(num_epochs):
        parts = list(itertools.islice(run, steps_per_epoch))
        epoch_losses.append(sum(a * b for a, b in parts) / sum(b for _, b in parts))
    return state["w"], epoch_losses


def rates_beforehand(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    rates = [schedule(step) for step in range(steps_per_epoch * num_epochs)]
    epoch_losses, done = [], 0
    for _ in range(num_epochs):
        mean = seen = 0.0
        for lr in rates[done : done + steps_per_epoch]:
            X_batch, y_batch = next(stream)
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            seen += len(y_batch)
            mean += (loss - mean) * len(y_batch) / seen
            w = w - lr * gradient
        done += steps_per_epoch
        epoch_losses.append(mean)
    return [w, epoch_losses]


def batches_beforehand(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    step, epoch_losses = 0, []
    for _ in range(num_epochs):
        batches = [next(stream) for _ in range(steps_per_epoch)]
        losses = []
        for X_batch, y_batch in batches:
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w = w + (-schedule(step)) * gradient
            losses.append(loss)
            step = step + 1
        sizes = [len(y_batch) for _, y_batch in batches]
        epoch_losses.append(np.average(losses, weights=sizes))
    return w, epoch_losses


def reduced(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    records = []

    def one(w, step):
        X_batch, y_batch = next(stream)
        loss, gradient = loss_and_gradient(w, X_batch, y_batch)
        records.append((loss * len(y_batch), len(y_batch)))
        return w - schedule(step) * gradient

    w = functools.reduce(one, range(steps_per_epoch * num_epochs), w)
    table = np.array(records).reshape(num_epochs, steps_per_epoch, 2).sum(axis=1)
    return w, list(table[:, 0] / table[:, 1])


def numbered_from_one(w, stream, loss_and_gradient, schedule, steps_per_epoch, num_epochs):
    epoch_losses, total, count = [], 0.0, 0
    for number in range(1, steps_per_epoch * num_epochs + 1):
        X_batch, y_batch = next(stream)
        loss, gradient = loss_and_gradient(w, X_batch, y_batch)
        w = w - schedule(number - 1) * gradient
        total += loss * len(y_batch)
        count += len(y_batch)
        if number % steps_per_epoch == 0:
            epoch_losses += [total / count]
            total = count = 0
    return w, epoch_losses
