"""Right answers to ps1.account."""

import collections
import math
from collections import Counter, OrderedDict, defaultdict
from fractions import Fraction

import numpy as np


def _steps(n, b, drop_last):
    return n // b if drop_last else math.ceil(n / b)


def plain(n_samples, batch_size, num_epochs, drop_last=False):
    steps = _steps(n_samples, batch_size, drop_last)
    per_epoch = steps * batch_size if drop_last else n_samples
    return {
        "steps_per_epoch": steps,
        "updates": steps * num_epochs,
        "samples_processed": per_epoch * num_epochs,
        "passes": per_epoch * num_epochs / n_samples,
    }


def subtract_the_tail(n_samples, batch_size, num_epochs, drop_last=False):
    tail = n_samples % batch_size
    steps = n_samples // batch_size + (tail > 0 and not drop_last)
    samples = num_epochs * (n_samples - tail * drop_last)
    return dict(
        passes=samples / n_samples,
        samples_processed=samples,
        updates=num_epochs * steps,
        steps_per_epoch=steps,
    )


def simulated(n_samples, batch_size, num_epochs, drop_last=False):
    updates = samples = 0
    for _ in range(num_epochs):
        for start in range(0, n_samples, batch_size):
            size = min(batch_size, n_samples - start)
            if drop_last and size < batch_size:
                continue
            updates += 1
            samples += size
    return {
        "steps_per_epoch": updates // num_epochs,
        "updates": updates,
        "samples_processed": samples,
        "passes": samples / n_samples,
    }


def by_sizes(n_samples, batch_size, num_epochs, drop_last=False):
    sizes = [len(range(n_samples)[i : i + batch_size]) for i in range(0, n_samples, batch_size)]
    if drop_last:
        sizes = [size for size in sizes if size == batch_size]
    return {
        "steps_per_epoch": len(sizes),
        "updates": len(sizes * num_epochs),
        "samples_processed": sum(sizes * num_epochs),
        "passes": sum(sizes) * num_epochs / n_samples,
    }


def with_numpy(n_samples, batch_size, num_epochs, drop_last=False):
    order = np.arange(n_samples)
    batches = np.split(order, np.arange(batch_size, n_samples, batch_size))
    sizes = np.array([len(batch) for batch in batches])
    if drop_last:
        sizes = sizes[sizes == batch_size]
    return {
        "steps_per_epoch": sizes.size,
        "updates": np.int64(sizes.size * num_epochs),
        "samples_processed": sizes.sum() * num_epochs,
        "passes": np.float64(sizes.sum() * num_epochs / n_samples),
    }


def more_keys(n_samples, batch_size, num_epochs, drop_last=False):
    result = plain(n_samples, batch_size, num_epochs, drop_last)
    result["tail"] = n_samples % batch_size
    result["batch_size"] = batch_size
    return result


def filled_step_by_step(n_samples, batch_size, num_epochs, drop_last=False):
    account = {}
    account["steps_per_epoch"] = _steps(n_samples, batch_size, drop_last)
    account["updates"] = account["steps_per_epoch"] * num_epochs
    if drop_last:
        account["samples_processed"] = account["updates"] * batch_size
    else:
        account["samples_processed"] = n_samples * num_epochs
    account["passes"] = account["samples_processed"] / n_samples
    return account


def counting_up(n_samples, batch_size, num_epochs, drop_last=False):
    left, epochs, updates, samples = n_samples, num_epochs, 0, 0
    while epochs:
        take = min(left, batch_size)
        if take and not (drop_last and take < batch_size):
            updates, samples = updates + 1, samples + take
        left -= take
        if left == 0:
            epochs, left = epochs - 1, n_samples
    steps = updates // num_epochs
    names = ("steps_per_epoch", "updates", "samples_processed", "passes")
    return dict(zip(names, (steps, updates, samples, samples / n_samples), strict=True))


def fractions(n_samples, batch_size, num_epochs, drop_last=False):
    steps = _steps(n_samples, batch_size, drop_last)
    passes = Fraction(steps * batch_size if drop_last else n_samples, n_samples) * num_epochs
    return {
        "steps_per_epoch": steps,
        "updates": steps * num_epochs,
        "samples_processed": int(passes * n_samples),
        "passes": float(passes),
    }


def passes_first(n_samples, batch_size, num_epochs, drop_last=False):
    left_out = (n_samples % batch_size) / n_samples if drop_last else 0
    passes = num_epochs * (1 - left_out)
    steps = _steps(n_samples, batch_size, drop_last)
    return {
        "steps_per_epoch": steps,
        "updates": steps * num_epochs,
        "samples_processed": round(passes * n_samples),
        "passes": passes,
    }


def recursive(n_samples, batch_size, num_epochs, drop_last=False):
    if num_epochs == 1:
        return plain(n_samples, batch_size, 1, drop_last)
    one = plain(n_samples, batch_size, 1, drop_last)
    rest = recursive(n_samples, batch_size, num_epochs - 1, drop_last)
    total = {key: one[key] + rest[key] for key in one}
    return {**total, "steps_per_epoch": one["steps_per_epoch"]}


def counter(n_samples, batch_size, num_epochs, drop_last=False):
    sizes = collections.Counter(
        min(batch_size, n_samples - i) for i in range(0, n_samples, batch_size)
    )
    if drop_last:
        sizes = collections.Counter({size: k for size, k in sizes.items() if size == batch_size})
    steps = sizes.total()
    samples = sum(size * k for size, k in sizes.items()) * num_epochs
    return {
        "steps_per_epoch": steps,
        "updates": steps * num_epochs,
        "samples_processed": samples,
        "passes": samples / n_samples,
    }


def counted_up(n_samples, batch_size, num_epochs, drop_last=False):
    tally = Counter({"updates": 0, "samples_processed": 0})
    for _ in range(num_epochs):
        for start in range(0, n_samples, batch_size):
            size = min(batch_size, n_samples - start)
            if size == batch_size or not drop_last:
                tally.update(updates=1, samples_processed=size)
    tally["steps_per_epoch"] = tally["updates"] // num_epochs
    tally["passes"] = tally["samples_processed"] / n_samples
    return tally


def with_a_default(n_samples, batch_size, num_epochs, drop_last=False):
    plan = defaultdict(int)
    full, tail = divmod(n_samples, batch_size)
    plan["steps_per_epoch"] = full if drop_last or not tail else full + 1
    plan["updates"] = np.int64(plan["steps_per_epoch"]) * num_epochs
    plan["samples_processed"] = np.int32((n_samples - tail * drop_last) * num_epochs)
    plan["passes"] = np.float32(plan["samples_processed"] / n_samples)
    return plan


def exact_passes(n_samples, batch_size, num_epochs, drop_last=False):
    used = n_samples // batch_size * batch_size if drop_last else n_samples
    steps = -(-used // batch_size)
    return OrderedDict(
        steps_per_epoch=steps,
        updates=steps * num_epochs,
        samples_processed=used * num_epochs,
        passes=Fraction(used * num_epochs, n_samples),
    )
