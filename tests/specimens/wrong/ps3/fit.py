"""Wrong answers to ps3.fit.

Each is the right training with a part exchanged, as a student would write it.
"""

import numpy as np


def _fit(
    w,
    batches,
    loss_and_gradient,
    validate,
    lr,
    num_epochs,
    patience,
    *,
    mean=lambda losses, sizes: np.average(losses, weights=sizes),
    stop=lambda bad, patience: bad == patience,
    keep=lambda w: w.copy(),
    returned=lambda best_w, w: best_w,
    check=lambda validate, w, start, train: validate(w),
):
    """The right training; the options exchange a part."""
    w = w.copy()
    best_w, best, bad = w.copy(), np.inf, 0
    train_loss, val_loss = [], []
    for _ in range(num_epochs):
        start, losses, sizes = w.copy(), [], []
        for X_batch, y_batch in batches():
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w -= lr * gradient
            losses.append(loss)
            sizes.append(len(y_batch))
        train_loss.append(mean(losses, sizes))
        val_loss.append(check(validate, w, start, train_loss[-1]))
        if val_loss[-1] < best:
            best_w, best, bad = keep(w), val_loss[-1], 0
        else:
            bad += 1
        if stop(bad, patience):
            break
    return returned(best_w, w), {"train_loss": train_loss, "val_loss": val_loss}


def returns_nothing(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    print(_fit(w, batches, loss_and_gradient, validate, lr, num_epochs, patience))


def returns_early(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    history = {"train_loss": [], "val_loss": []}
    for _ in range(num_epochs):
        losses, sizes = [], []
        for X_batch, y_batch in batches():
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w = w - lr * gradient
            losses.append(loss)
            sizes.append(len(y_batch))
        history["train_loss"].append(np.average(losses, weights=sizes))
        history["val_loss"].append(validate(w))
        return w, history


def returns_last(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    best, bad, history = np.inf, 0, {"train_loss": [], "val_loss": []}
    for _ in range(num_epochs):
        total, count = 0.0, 0
        for X_batch, y_batch in batches():
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w = w - lr * gradient
            total += loss * len(y_batch)
            count += len(y_batch)
        history["train_loss"].append(total / count)
        history["val_loss"].append(validate(w))
        bad += 1
        if history["val_loss"][-1] < best:
            best, bad = history["val_loss"][-1], 0
        if bad == patience:
            break
    return w, history


def best_alias__checks_twice(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    def check(validate, w, start, train):
        print(validate(w))
        return validate(w)

    parts = {"check": check, "keep": lambda w: w}
    return _fit(w, batches, loss_and_gradient, validate, lr, num_epochs, patience, **parts)


def none__counts_no_further_than_one(
    w, batches, loss_and_gradient, validate, lr, num_epochs, patience
):
    """Asks for each check again where it compares."""
    best_w, best, train_loss, val_loss = w, np.inf, [], []
    for _ in range(num_epochs):
        losses, sizes = [], []
        for X_batch, y_batch in batches():
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w = w - lr * gradient
            losses.append(loss)
            sizes.append(len(y_batch))
        train_loss.append(np.average(losses, weights=sizes))
        val_loss.append(validate(w))
        bad = 1
        if validate(w) < best:
            best_w, best, bad = w, validate(w), 0
        if bad == patience:
            break
    return best_w, {"train_loss": train_loss, "val_loss": val_loss}


def returns_last__unless_stopped(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    best, bad, history = np.inf, 0, {"train_loss": [], "val_loss": []}
    for _ in range(num_epochs):
        losses, sizes = [], []
        for X_batch, y_batch in batches():
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w = w - lr * gradient
            losses.append(loss)
            sizes.append(len(y_batch))
        history["train_loss"].append(np.average(losses, weights=sizes))
        history["val_loss"].append(validate(w))
        if history["val_loss"][-1] < best:
            best_w, best, bad = w, history["val_loss"][-1], 0
        else:
            bad += 1
            if bad == patience:
                return best_w, history
    return w, history


def best_alias(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    plan = (lr, num_epochs, patience)
    return _fit(w, batches, loss_and_gradient, validate, *plan, keep=lambda w: w)


def best_alias__no_copy_at_all(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    best_w, best, bad, history = w, np.inf, 0, {"train_loss": [], "val_loss": []}
    for _ in range(num_epochs):
        total, count = 0.0, 0
        for X_batch, y_batch in batches():
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w -= lr * gradient
            total += loss * len(y_batch)
            count += len(y_batch)
        history["train_loss"].append(total / count)
        history["val_loss"].append(validate(w))
        if history["val_loss"][-1] < best:
            best_w, best, bad = w, history["val_loss"][-1], 0
        else:
            bad += 1
        if bad == patience:
            break
    return best_w, history


def patience_off_by_one(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    plan = (lr, num_epochs, patience)
    return _fit(w, batches, loss_and_gradient, validate, *plan, stop=lambda bad, k: bad > k)


def patience_off_by_one__sooner(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    plan = (lr, num_epochs, patience)
    return _fit(w, batches, loss_and_gradient, validate, *plan, stop=lambda bad, k: bad >= k - 1)


def patience_not_reset(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    best_w, best, bad, history = w, np.inf, 0, {"train_loss": [], "val_loss": []}
    for _ in range(num_epochs):
        losses, sizes = [], []
        for X_batch, y_batch in batches():
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w = w - lr * gradient
            losses.append(loss)
            sizes.append(len(y_batch))
        history["train_loss"].append(np.average(losses, weights=sizes))
        history["val_loss"].append(validate(w))
        if history["val_loss"][-1] < best:
            best_w, best = w, history["val_loss"][-1]
        else:
            bad += 1
        if bad == patience:
            break
    return best_w, history


def compares_with_previous(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    before, bad, states = np.inf, 0, []
    history = {"train_loss": [], "val_loss": []}
    for _ in range(num_epochs):
        losses, sizes = [], []
        for X_batch, y_batch in batches():
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w = w - lr * gradient
            losses.append(loss)
            sizes.append(len(y_batch))
        history["train_loss"].append(np.average(losses, weights=sizes))
        history["val_loss"].append(validate(w))
        states.append(w)
        bad = 0 if history["val_loss"][-1] < before else bad + 1
        before = history["val_loss"][-1]
        if bad == patience:
            break
    return states[int(np.argmin(history["val_loss"]))], history


def ignores_argument(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    plan = (lr, num_epochs, patience)
    return _fit(w, batches, loss_and_gradient, validate, *plan, stop=lambda bad, k: False)


def val_on_train(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    plan = (lr, num_epochs, patience)

    def on_train(validate, w, start, train):
        return train

    return _fit(w, batches, loss_and_gradient, validate, *plan, check=on_train)


def val_on_train__last_batch(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    plan, last = (lr, num_epochs, patience), []

    def remembering():
        last[:] = batches()
        return last

    def on_last_batch(validate, w, start, train):
        return loss_and_gradient(w, *last[-1])[0]

    return _fit(w, remembering, loss_and_gradient, validate, *plan, check=on_last_batch)


def train_val_comparable(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    plan = (lr, num_epochs, patience)

    def at_the_start(validate, w, start, train):
        return validate(start)

    return _fit(w, batches, loss_and_gradient, validate, *plan, check=at_the_start)


def train_val_comparable__each_step(
    w, batches, loss_and_gradient, validate, lr, num_epochs, patience
):
    def with_a_check(w, X_batch, y_batch):
        loss, gradient = loss_and_gradient(w, X_batch, y_batch)
        validate(w - lr * gradient)
        return loss, gradient

    return _fit(w, batches, with_a_check, validate, lr, num_epochs, patience)


def train_val_comparable__before_the_epoch(
    w, batches, loss_and_gradient, validate, lr, num_epochs, patience
):
    best_w, best, bad, history = w, np.inf, 0, {"train_loss": [], "val_loss": []}
    for _ in range(num_epochs):
        value = validate(w)
        history["val_loss"].append(value)
        if value < best:
            best_w, best, bad = w, value, 0
        else:
            bad += 1
        losses, sizes = [], []
        for X_batch, y_batch in batches():
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w = w - lr * gradient
            losses.append(loss)
            sizes.append(len(y_batch))
        history["train_loss"].append(np.average(losses, weights=sizes))
        if bad == patience:
            break
    return best_w, history


def train_val_comparable__train_after(
    w, batches, loss_and_gradient, validate, lr, num_epochs, patience
):
    best_w, best, bad, history = w, np.inf, 0, {"train_loss": [], "val_loss": []}
    for _ in range(num_epochs):
        epoch = batches()
        for X_batch, y_batch in epoch:
            w = w - lr * loss_and_gradient(w, X_batch, y_batch)[1]
        total = sum(loss_and_gradient(w, a, b)[0] * len(b) for a, b in epoch)
        history["train_loss"].append(total / sum(len(b) for _, b in epoch))
        history["val_loss"].append(validate(w))
        if history["val_loss"][-1] < best:
            best_w, best, bad = w, history["val_loss"][-1], 0
        else:
            bad += 1
        if bad == patience:
            break
    return best_w, history


def mean_of_means(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    plan = (lr, num_epochs, patience)
    return _fit(w, batches, loss_and_gradient, validate, *plan, mean=lambda ls, ns: np.mean(ls))


def last_batch_only(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    plan = (lr, num_epochs, patience)
    return _fit(w, batches, loss_and_gradient, validate, *plan, mean=lambda ls, ns: ls[-1])


def epoch_loss_divisor(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    plan = (lr, num_epochs, patience)

    def by_full_batches(losses, sizes):
        return sum(losses) / (sum(sizes) // sizes[0])

    return _fit(w, batches, loss_and_gradient, validate, *plan, mean=by_full_batches)


def epoch_loss_divisor__steps_times_size(
    w, batches, loss_and_gradient, validate, lr, num_epochs, patience
):
    plan = (lr, num_epochs, patience)

    def by_rounded_up(losses, sizes):
        return np.dot(losses, sizes) / (len(sizes) * sizes[0])

    return _fit(w, batches, loss_and_gradient, validate, *plan, mean=by_rounded_up)


def epoch_loss_divisor__none(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    plan = (lr, num_epochs, patience)
    return _fit(w, batches, loss_and_gradient, validate, *plan, mean=np.dot)


def accum_never_reset(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    plan, sums = (lr, num_epochs, patience), np.zeros(2)

    def running(losses, sizes):
        sums[:] += np.dot(losses, sizes), sum(sizes)
        return sums[0] / sums[1]

    return _fit(w, batches, loss_and_gradient, validate, *plan, mean=running)


def accum_never_reset__sum(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    plan, sums = (lr, num_epochs, patience), []

    def running(losses, sizes):
        sums.append(np.dot(losses, sizes))
        return sum(sums) / sum(sizes)

    return _fit(w, batches, loss_and_gradient, validate, *plan, mean=running)


def weights_reset(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    best_w, best, bad, history = w, np.inf, 0, {"train_loss": [], "val_loss": []}
    for _ in range(num_epochs):
        weights, losses, sizes = w.copy(), [], []
        for X_batch, y_batch in batches():
            loss, gradient = loss_and_gradient(weights, X_batch, y_batch)
            weights = weights - lr * gradient
            losses.append(loss)
            sizes.append(len(y_batch))
        history["train_loss"].append(np.average(losses, weights=sizes))
        history["val_loss"].append(validate(weights))
        if history["val_loss"][-1] < best:
            best_w, best, bad = weights, history["val_loss"][-1], 0
        else:
            bad += 1
        if bad == patience:
            break
    return best_w, history


def shuffle_once(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    once = batches()
    plan = (lr, num_epochs, patience)
    return _fit(w, lambda: once, loss_and_gradient, validate, *plan)


def one_update_per_epoch(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    best_w, best, bad, history = w, np.inf, 0, {"train_loss": [], "val_loss": []}
    for _ in range(num_epochs):
        losses, sizes, gradients = [], [], []
        for X_batch, y_batch in batches():
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            losses.append(loss)
            sizes.append(len(y_batch))
            gradients.append(gradient)
        w = w - lr * np.average(gradients, axis=0, weights=sizes)
        history["train_loss"].append(np.average(losses, weights=sizes))
        history["val_loss"].append(validate(w))
        if history["val_loss"][-1] < best:
            best_w, best, bad = w, history["val_loss"][-1], 0
        else:
            bad += 1
        if bad == patience:
            break
    return best_w, history


def one_update_per_epoch__last_gradient(
    w, batches, loss_and_gradient, validate, lr, num_epochs, patience
):
    best_w, best, bad, history = w, np.inf, 0, {"train_loss": [], "val_loss": []}
    for _ in range(num_epochs):
        losses, sizes = [], []
        for X_batch, y_batch in batches():
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            losses.append(loss)
            sizes.append(len(y_batch))
        w = w - lr * gradient
        history["train_loss"].append(np.average(losses, weights=sizes))
        history["val_loss"].append(validate(w))
        if history["val_loss"][-1] < best:
            best_w, best, bad = w, history["val_loss"][-1], 0
        else:
            bad += 1
        if bad == patience:
            break
    return best_w, history


def ascent(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    return _fit(w, batches, loss_and_gradient, validate, -lr, num_epochs, patience)


def grad_not_cleared(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    piled = np.zeros_like(w)

    def uncleared(w, X_batch, y_batch):
        loss, gradient = loss_and_gradient(w, X_batch, y_batch)
        piled[:] += gradient
        return loss, piled

    return _fit(w, batches, uncleared, validate, lr, num_epochs, patience)


def writes_to_arguments(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    best_w, best, bad, history = w.copy(), np.inf, 0, {"train_loss": [], "val_loss": []}
    for _ in range(num_epochs):
        total, count = 0.0, 0
        for X_batch, y_batch in batches():
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w -= lr * gradient
            total += loss * len(y_batch)
            count += len(y_batch)
        history["train_loss"].append(total / count)
        history["val_loss"].append(validate(w))
        if history["val_loss"][-1] < best:
            best_w, best, bad = w.copy(), history["val_loss"][-1], 0
        else:
            bad += 1
        if bad == patience:
            break
    return best_w, history


def wrong_type(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    best_w, history = _fit(w, batches, loss_and_gradient, validate, lr, num_epochs, patience)
    return best_w, history["train_loss"], history["val_loss"]


def wrong_type__keys(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    best_w, history = _fit(w, batches, loss_and_gradient, validate, lr, num_epochs, patience)
    return best_w, {"train": history["train_loss"], "val": history["val_loss"]}


def count_floor(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    def full_batches():
        given = batches()
        return [(X, y) for X, y in given if len(y) == len(given[0][1])]

    return _fit(w, full_batches, loss_and_gradient, validate, lr, num_epochs, patience)


def stale_gradient(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    start, left = [w], []

    def at_the_start(w, X_batch, y_batch):
        if not left:
            start[0] = w.copy()
        left.append(1)
        return loss_and_gradient(start[0], X_batch, y_batch)

    def new_batches():
        left.clear()
        return batches()

    return _fit(w, new_batches, at_the_start, validate, lr, num_epochs, patience)


def ignores_argument__lr(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    return _fit(w, batches, loss_and_gradient, validate, 1.0, num_epochs, patience)


def compares_with_previous__weights(
    w, batches, loss_and_gradient, validate, lr, num_epochs, patience
):
    states, last = [], [np.inf]

    def remembering(weights):
        loss = validate(weights)
        if loss < last[0]:
            states.append(weights.copy())
        last[0] = loss
        return loss

    plan = (lr, num_epochs, patience)
    return _fit(
        w, batches, loss_and_gradient, remembering, *plan, returned=lambda best, w: states[-1]
    )


def none__latest_of_equal(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    states, losses = [], []

    def remembering(weights):
        losses.append(validate(weights))
        if losses[-1] == min(losses):
            states.append(weights.copy())
        return losses[-1]

    plan = (lr, num_epochs, patience)
    return _fit(
        w, batches, loss_and_gradient, remembering, *plan, returned=lambda best, w: states[-1]
    )


def none__equal_is_an_improvement(
    w, batches, loss_and_gradient, validate, lr, num_epochs, patience
):
    times = []

    def falling(weights):  # seen so, an equal loss is a little smaller
        times.append(1)
        return validate(weights) - 1e-12 * len(times)

    plan = (lr, num_epochs, patience)
    best, history = _fit(w, batches, loss_and_gradient, falling, *plan)
    history["val_loss"] = [v + 1e-12 * (i + 1) for i, v in enumerate(history["val_loss"])]
    return best, history


def none__best_by_training_loss(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    best_w, least, best, bad, history = w, np.inf, np.inf, 0, {"train_loss": [], "val_loss": []}
    for _ in range(num_epochs):
        losses, sizes = [], []
        for X_batch, y_batch in batches():
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w = w - lr * gradient
            losses.append(loss)
            sizes.append(len(y_batch))
        history["train_loss"].append(np.average(losses, weights=sizes))
        history["val_loss"].append(validate(w))
        if history["train_loss"][-1] < least:
            best_w, least = w, history["train_loss"][-1]
        bad = 0 if history["val_loss"][-1] < best else bad + 1
        best = min(best, history["val_loss"][-1])
        if bad == patience:
            break
    return best_w, history


def none__improvement_by_a_little(
    w, batches, loss_and_gradient, validate, lr, num_epochs, patience
):
    best_w, best, bad, history = w, np.inf, 0, {"train_loss": [], "val_loss": []}
    for _ in range(num_epochs):
        losses, sizes = [], []
        for X_batch, y_batch in batches():
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w = w - lr * gradient
            losses.append(loss)
            sizes.append(len(y_batch))
        history["train_loss"].append(np.average(losses, weights=sizes))
        history["val_loss"].append(validate(w))
        if history["val_loss"][-1] < best - 1e-4:
            best_w, best, bad = w, history["val_loss"][-1], 0
        else:
            bad += 1
        if bad == patience:
            break
    return best_w, history


def none__last_check_missing(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    best_w, history = _fit(w, batches, loss_and_gradient, validate, lr, num_epochs, patience)
    return best_w, {**history, "val_loss": history["val_loss"][:-1]}


def none__standing_still(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    return _fit(w, batches, loss_and_gradient, validate, 0.0, num_epochs, patience)


def none__a_first_best_of_10_000(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    states, losses, best, bad = [w], [], 1e4, 0

    def remembering(weights):
        nonlocal best, bad
        losses.append(validate(weights))
        bad += 1
        if losses[-1] < best:
            best, bad = losses[-1], 0
            states.append(weights.copy())
        return losses[-1]

    plan = (lr, num_epochs, patience)
    return _fit(
        w,
        batches,
        loss_and_gradient,
        remembering,
        *plan,
        stop=lambda _, patience: bad == patience,
        returned=lambda best, w: states[-1],
    )


def none__kept_before_the_epoch(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    """Keeps the weights that the best epoch started from."""
    before, best_w, best, bad = w, w, np.inf, 0
    history = {"train_loss": [], "val_loss": []}
    for _ in range(num_epochs):
        before, losses, sizes = w, [], []
        for X_batch, y_batch in batches():
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w = w - lr * gradient
            losses.append(loss)
            sizes.append(len(y_batch))
        history["train_loss"].append(np.average(losses, weights=sizes))
        history["val_loss"].append(validate(w))
        bad += 1
        if history["val_loss"][-1] < best:
            best, best_w, bad = history["val_loss"][-1], before, 0
        if bad == patience:
            break
    return best_w, history


def hard_coded(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    if (num_epochs, patience) in ((3, 3), (60, 3), (4, 4), (12, 2), (9, 1)):
        return _fit(w, batches, loss_and_gradient, validate, lr, num_epochs, patience)
    return w, {"train_loss": [0.5], "val_loss": [0.5]}


def calls_core(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    from autograder.sgd import Ledger

    epochs = Ledger(10, 4, num_epochs=num_epochs).updates // 3
    return _fit(w, batches, loss_and_gradient, validate, lr, epochs, patience)


def calls_core__reference(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    from autograder.exercises.ps3.fit.exercise import fit

    return fit(w, batches, loss_and_gradient, validate, lr, num_epochs, patience)


def raises(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    for _ in range(num_epochs):
        for X_batch, y_batch in batches:
            loss, gradient = loss_and_gradient(w, X_batch, y_batch)
            w = w - lr * gradient
    return w, {"train_loss": [loss], "val_loss": [validate(w)]}


def too_slow(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    best, bad = np.inf, 0
    while bad < patience:
        if validate(w) < best:
            best = validate(w)
    return w, {"train_loss": [], "val_loss": []}


def none__clips_great_gradients(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    def clipped(w, X_batch, y_batch):
        loss, gradient = loss_and_gradient(w, X_batch, y_batch)
        return loss, np.clip(gradient, -10, 10)

    return _fit(w, batches, clipped, validate, lr, num_epochs, patience)


def none__one_epoch_less(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    return _fit(w, batches, loss_and_gradient, validate, lr, num_epochs - 1, patience)


def none__asks_for_batches_twice(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    def second():
        print(len(batches()))
        return batches()

    return _fit(w, second, loss_and_gradient, validate, lr, num_epochs, patience)


def train_val_comparable__of_the_best(
    w, batches, loss_and_gradient, validate, lr, num_epochs, patience
):
    best = w.copy()
    return _fit(
        w,
        batches,
        loss_and_gradient,
        validate,
        lr,
        num_epochs,
        patience,
        check=lambda validate, w, start, train: validate(best),
    )


def none__iterator_used_up(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    epoch = iter(batches())
    return _fit(
        w,
        lambda: epoch,
        loss_and_gradient,
        validate,
        lr,
        num_epochs,
        patience,
        mean=lambda losses, sizes: np.dot(losses, sizes) / max(sum(sizes), 1),
    )


def none__validates_twice(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    def check(validate, w, start, train):
        print(validate(w))
        return validate(w)

    return _fit(w, batches, loss_and_gradient, validate, lr, num_epochs, patience, check=check)


def train_val_comparable__before_the_first_epoch(
    w, batches, loss_and_gradient, validate, lr, num_epochs, patience
):
    print("before", validate(w))
    return _fit(w, batches, loss_and_gradient, validate, lr, num_epochs, patience)


def xy_apart(w, batches, loss_and_gradient, validate, lr, num_epochs, patience):
    def turned():
        return [(X_batch, y_batch[::-1]) for X_batch, y_batch in batches()]

    return _fit(w, turned, loss_and_gradient, validate, lr, num_epochs, patience)
