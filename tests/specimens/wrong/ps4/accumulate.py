"""Wrong answers to ps4.accumulate.

Each is the right training with a part exchanged, as a student would write it.
"""

import numpy as np


def _accumulate(
    w,
    batches,
    loss_and_gradient,
    lr,
    accumulation,
    num_epochs,
    *,
    direction=lambda gradients, sizes: np.average(gradients, axis=0, weights=sizes),
    mean=lambda losses, sizes: np.average(losses, weights=sizes),
    start=lambda w, first: w,
):
    """The right training; the options exchange a part."""
    first, recorded = w, []
    for _ in range(num_epochs):
        w, epoch = start(w, first), batches()
        for i in range(0, len(epoch), accumulation):
            losses, gradients, sizes = [], [], []
            for X_batch, y_batch in epoch[i : i + accumulation]:
                loss, gradient = loss_and_gradient(w, X_batch, y_batch)
                losses.append(loss)
                gradients.append(gradient)
                sizes.append(len(y_batch))
            w = w - lr * direction(gradients, sizes)
            recorded.append(mean(losses, sizes))
    return w, recorded


def _mean_gradient(held):
    n = sum(size for *_, size in held)
    return sum(gradient * size for _, gradient, size in held) / n


def _mean_loss(held):
    return sum(loss * size for loss, _, size in held) / sum(size for *_, size in held)


def returns_nothing(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    print(_accumulate(w, batches, loss_and_gradient, lr, accumulation, num_epochs))


def micro_step(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    losses = []
    for _ in range(num_epochs):
        for X_batch, y_batch in batches():
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w = w - lr * gradient
            losses.append(loss)
    return w, losses


def micro_step__scaled(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    losses = []
    for _ in range(num_epochs):
        epoch = batches()
        for i in range(0, len(epoch), accumulation):
            window = epoch[i : i + accumulation]
            n, total = sum(len(y) for _, y in window), 0.0
            for X_batch, y_batch in window:
                loss, gradient = loss_and_gradient(w, X_batch, y_batch)
                w = w - lr * gradient * len(y_batch) / n
                total += loss * len(y_batch)
            losses.append(total / n)
    return w, losses


def micro_step__losses(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    losses = []

    def recording(w, X_batch, y_batch):
        loss, gradient = loss_and_gradient(w, X_batch, y_batch)
        losses.append(loss)
        return loss, gradient

    w, _ = _accumulate(w, batches, recording, lr, accumulation, num_epochs)
    return w, losses


def accum_tail(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    losses = []
    for _ in range(num_epochs):
        held = []
        for X_batch, y_batch in batches():
            held.append((*loss_and_gradient(w, X_batch, y_batch), len(y_batch)))
            if len(held) == accumulation:
                w = w - lr * _mean_gradient(held)
                losses.append(_mean_loss(held))
                held = []
    return w, losses


def accum_tail__leaks(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    losses, held = [], []
    for _ in range(num_epochs):
        for i, (X_batch, y_batch) in enumerate(batches()):
            held.append((*loss_and_gradient(w, X_batch, y_batch), len(y_batch)))
            if (i + 1) % accumulation == 0:
                w = w - lr * _mean_gradient(held)
                losses.append(_mean_loss(held))
                held = []
    return w, losses


def accum_tail__leaks_by_count(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    losses, held = [], []
    for _ in range(num_epochs):
        for X_batch, y_batch in batches():
            held.append((*loss_and_gradient(w, X_batch, y_batch), len(y_batch)))
            if len(held) == accumulation:
                w = w - lr * _mean_gradient(held)
                losses.append(_mean_loss(held))
                held = []
    return w, losses


def accum_tail__divided_by_k(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    plan = (lr, accumulation, num_epochs)

    def by_k(gradients, sizes):
        return sum(gradients) / accumulation

    return _accumulate(w, batches, loss_and_gradient, *plan, direction=by_k)


def accum_tail__right_but_for_k(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    plan = (lr, accumulation, num_epochs)

    def by_k(gradients, sizes):
        mean = np.average(gradients, axis=0, weights=sizes)
        return mean * len(sizes) / accumulation

    return _accumulate(w, batches, loss_and_gradient, *plan, direction=by_k)


def accum_tail__loss(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    plan = (lr, accumulation, num_epochs)

    def by_k(losses, sizes):
        return sum(losses) / accumulation

    return _accumulate(w, batches, loss_and_gradient, *plan, mean=by_k)


def accum_mean(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    plan = (lr, accumulation, num_epochs)

    def plain(gradients, sizes):
        return np.mean(gradients, axis=0)

    return _accumulate(w, batches, loss_and_gradient, *plan, direction=plain)


def accum_mean__both(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    plan = (lr, accumulation, num_epochs)

    def plain(values, sizes):
        return sum(values) / len(values)

    return _accumulate(w, batches, loss_and_gradient, *plan, direction=plain, mean=plain)


def mean_by_B(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    plan, largest = (lr, accumulation, num_epochs), []

    def by_full_window(gradients, sizes):
        largest.append(max(sizes))
        total = sum(g * n for g, n in zip(gradients, sizes, strict=True))
        return total / (accumulation * max(largest))

    return _accumulate(w, batches, loss_and_gradient, *plan, direction=by_full_window)


def accum_loss(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    plan = (lr, accumulation, num_epochs)
    return _accumulate(w, batches, loss_and_gradient, *plan, mean=lambda ls, ns: ls[-1])


def mean_of_means(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    plan = (lr, accumulation, num_epochs)
    return _accumulate(w, batches, loss_and_gradient, *plan, mean=lambda ls, ns: np.mean(ls))


def sum_not_mean(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    plan = (lr, accumulation, num_epochs)
    return _accumulate(w, batches, loss_and_gradient, *plan, direction=lambda gs, ns: sum(gs))


def sum_not_mean__samples(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    plan = (lr, accumulation, num_epochs)
    return _accumulate(w, batches, loss_and_gradient, *plan, direction=lambda g, n: np.dot(n, g))


def grad_not_cleared(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    plan, held = (lr, accumulation, num_epochs), np.zeros_like(w)

    def uncleared(gradients, sizes):
        held[:] += np.dot(sizes, gradients)
        return held / sum(sizes)

    return _accumulate(w, batches, loss_and_gradient, *plan, direction=uncleared)


def grad_not_cleared__nothing_cleared(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    plan, held = (lr, accumulation, num_epochs), []

    def uncleared(gradients, sizes):
        held.extend(zip(gradients, sizes, strict=True))
        return np.average([g for g, _ in held], axis=0, weights=[n for _, n in held])

    return _accumulate(w, batches, loss_and_gradient, *plan, direction=uncleared)


def grad_not_cleared__means(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    plan, held = (lr, accumulation, num_epochs), np.zeros_like(w)

    def uncleared(gradients, sizes):
        held[:] += np.average(gradients, axis=0, weights=sizes)
        return held

    return _accumulate(w, batches, loss_and_gradient, *plan, direction=uncleared)


def accum_never_reset(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    plan, sums = (lr, accumulation, num_epochs), np.zeros(2)

    def going_on(losses, sizes):
        sums[:] += np.dot(losses, sizes), sum(sizes)
        return sums[0] / sums[1]

    return _accumulate(w, batches, loss_and_gradient, *plan, mean=going_on)


def one_update_per_epoch(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    losses = []
    for _ in range(num_epochs):
        held = []
        for i, (X_batch, y_batch) in enumerate(batches()):
            held.append((*loss_and_gradient(w, X_batch, y_batch), len(y_batch)))
            if (i + 1) % accumulation == 0:
                losses.append(_mean_loss(held[-accumulation:]))
        w = w - lr * _mean_gradient(held)
    return w, losses


def weights_reset(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    plan = (lr, accumulation, num_epochs)
    return _accumulate(w, batches, loss_and_gradient, *plan, start=lambda w, first: first.copy())


def shuffle_once(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    once = batches()
    return _accumulate(w, lambda: once, loss_and_gradient, lr, accumulation, num_epochs)


def ascent(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    return _accumulate(w, batches, loss_and_gradient, -lr, accumulation, num_epochs)


def writes_to_arguments(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    losses = []
    for _ in range(num_epochs):
        epoch = batches()
        for i in range(0, len(epoch), accumulation):
            held = [(*loss_and_gradient(w, X, y), len(y)) for X, y in epoch[i : i + accumulation]]
            w -= lr * _mean_gradient(held)
            losses.append(_mean_loss(held))
    return w, losses


def wrong_type(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    return _accumulate(w, batches, loss_and_gradient, lr, accumulation, num_epochs)[0]


def stale_gradient(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    start = [w]

    def new_batches():
        start.clear()
        return batches()

    def at_the_start(w, X_batch, y_batch):
        if not start:
            start.append(w)
        return loss_and_gradient(start[0], X_batch, y_batch)

    return _accumulate(w, new_batches, at_the_start, lr, accumulation, num_epochs)


def accum_tail__unused(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    def of_full_windows():
        epoch = batches()
        return epoch[: len(epoch) // accumulation * accumulation]

    return _accumulate(w, of_full_windows, loss_and_gradient, lr, accumulation, num_epochs)


def none__last_gradient(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    plan = (lr, accumulation, num_epochs)
    return _accumulate(w, batches, loss_and_gradient, *plan, direction=lambda gs, ns: gs[-1])


def none__joined(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    losses = []
    for _ in range(num_epochs):
        epoch = batches()
        for i in range(0, len(epoch), accumulation):
            parts = zip(*epoch[i : i + accumulation], strict=True)
            loss, gradient = loss_and_gradient(w, *map(np.concatenate, parts))
            w = w - lr * gradient
            losses.append(loss)
    return w, losses


def none__losses_after_the_update(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    losses = []
    for _ in range(num_epochs):
        epoch = batches()
        for start in range(0, len(epoch), accumulation):
            window = epoch[start : start + accumulation]
            sizes = [len(y) for _, y in window]
            gradients = [loss_and_gradient(w, X, y)[1] for X, y in window]
            w = w - lr * np.average(gradients, axis=0, weights=sizes)
            after = [loss_and_gradient(w, X, y)[0] for X, y in window]
            losses.append(np.average(after, weights=sizes))
    return w, losses


def hard_coded(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    if num_epochs not in (2, 3):
        return w, [0.5]
    return _accumulate(w, batches, loss_and_gradient, lr, accumulation, num_epochs)


def calls_core(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    from autograder.sgd import Ledger

    k = Ledger(10, 4, num_epochs=num_epochs, accumulation=accumulation).accumulation
    return _accumulate(w, batches, loss_and_gradient, lr, k, num_epochs)


def calls_core__reference(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    from autograder.exercises.ps4.accumulate.exercise import accumulate

    return accumulate(w, batches, loss_and_gradient, lr, accumulation, num_epochs)


def raises(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    losses = []
    for _ in range(num_epochs):
        for i, (X_batch, y_batch) in enumerate(batches()):
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            gradients += gradient * len(y_batch)  # noqa: F821, F841  # the mistake itself
            if (i + 1) % accumulation == 0:
                losses.append(loss)
    return w, losses


def too_slow(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    epoch, i = batches(), 0
    while i < len(epoch):
        loss, gradient = loss_and_gradient(w, *epoch[i])
        w = w - lr * gradient
    return w, [loss]


def none__asks_again_to_count(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    losses = []
    for _ in range(num_epochs):
        held = []
        for i, (X_batch, y_batch) in enumerate(batches(), start=1):
            held.append((*loss_and_gradient(w, X_batch, y_batch), len(y_batch)))
            if i % accumulation == 0 or i == len(batches()):
                w = w - lr * _mean_gradient([(loss, g, n) for loss, g, n in held])
                losses.append(sum(loss * n for loss, _, n in held) / sum(n for *_, n in held))
                held = []
    return w, losses


def none__clips_great_gradients(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    def clipped(gradients, sizes):
        return np.clip(np.average(gradients, axis=0, weights=sizes), -10, 10)

    return _accumulate(
        w, batches, loss_and_gradient, lr, accumulation, num_epochs, direction=clipped
    )


def none__gradients_at_the_first_weights(
    w, batches, loss_and_gradient, lr, accumulation, num_epochs
):
    def at_first(_, X_batch, y_batch, first=w):
        return loss_and_gradient(first, X_batch, y_batch)

    return _accumulate(w, batches, at_first, lr, accumulation, num_epochs)


def none__from_the_last_to_the_first(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    return _accumulate(w, lambda: batches()[::-1], loss_and_gradient, lr, accumulation, num_epochs)


def none__updates_at_the_first_of_a_window(
    w, batches, loss_and_gradient, lr, accumulation, num_epochs
):
    losses = []
    for _ in range(num_epochs):
        epoch, held = batches(), []
        for i, (X_batch, y_batch) in enumerate(epoch):
            held.append((*loss_and_gradient(w, X_batch, y_batch), len(y_batch)))
            if i % accumulation == 0 or i == len(epoch) - 1:
                w = w - lr * _mean_gradient(held)
                losses.append(_mean_loss(held))
                held = []
    return w, losses


def none__rest_joins_the_last_window(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    losses = []
    for _ in range(num_epochs):
        epoch = batches()
        count = max(len(epoch) // accumulation, 1)
        for k in range(count):
            end = (k + 1) * accumulation if k < count - 1 else len(epoch)
            window = epoch[k * accumulation : end]
            held = [(*loss_and_gradient(w, a, b), len(b)) for a, b in window]
            w = w - lr * _mean_gradient(held)
            losses.append(_mean_loss(held))
    return w, losses


def xy_apart(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
    def turned():
        return [(X_batch, y_batch[::-1]) for X_batch, y_batch in batches()]

    return _accumulate(w, turned, loss_and_gradient, lr, accumulation, num_epochs)
