"""More right answers to ps1.account, in styles that are seldom seen."""

import math
from dataclasses import asdict, dataclass

import numpy as np


@dataclass
class _Account:
    steps_per_epoch: int = 0
    updates: int = 0
    samples_processed: int = 0
    passes: float = 0.0


def dataclass_as_dict(n_samples, batch_size, num_epochs, drop_last=False):
    account = _Account()
    for epoch in range(num_epochs):
        for start in range(0, n_samples, batch_size):
            size = min(batch_size, n_samples - start)
            if size == batch_size or not drop_last:
                account.updates += 1
                account.samples_processed += size
                account.steps_per_epoch += epoch == 0
    account.passes = account.samples_processed / n_samples
    return asdict(account)


def zipped(n_samples, batch_size, num_epochs, drop_last=False):
    full, tail = divmod(n_samples, batch_size)
    steps, used = (full, n_samples - tail) if drop_last else (full + (tail > 0), n_samples)
    names = ("steps_per_epoch", "updates", "samples_processed", "passes")
    values = (steps, steps * num_epochs, used * num_epochs, num_epochs * (used / n_samples))
    return dict(zip(names, values, strict=True))


def by_name(n_samples, batch_size, num_epochs, drop_last=False):
    steps_per_epoch = (math.floor if drop_last else math.ceil)(n_samples / batch_size)
    updates = num_epochs * steps_per_epoch
    samples_processed = num_epochs * min(n_samples, steps_per_epoch * batch_size)
    passes = samples_processed / n_samples
    names = ["steps_per_epoch", "updates", "samples_processed", "passes"]
    here = locals()
    return {name: here[name] for name in names}


def merged(n_samples, batch_size, num_epochs, drop_last=False):
    steps = n_samples // batch_size
    if not drop_last and n_samples % batch_size:
        steps += 1
    samples = (steps * batch_size if drop_last else n_samples) * num_epochs
    counts = {"steps_per_epoch": steps} | {"updates": steps * num_epochs}
    return {**counts, "samples_processed": samples, "passes": samples / n_samples}


def array_of_sizes(n_samples, batch_size, num_epochs, drop_last=False):
    starts = np.arange(0, n_samples, batch_size)
    sizes = np.minimum(batch_size, n_samples - starts)
    sizes = sizes[sizes == batch_size] if drop_last else sizes
    all_sizes = np.tile(sizes, num_epochs)
    account = {"steps_per_epoch": sizes.size, "updates": all_sizes.size}
    account["samples_processed"] = all_sizes.sum()
    account["passes"] = all_sizes.sum() / n_samples
    return account
