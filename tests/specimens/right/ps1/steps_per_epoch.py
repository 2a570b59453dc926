"""Right answers to ps1.steps_per_epoch."""

import itertools
import math

import numpy as np


def ceil(n_samples, batch_size, drop_last=False):
    return n_samples // batch_size if drop_last else math.ceil(n_samples / batch_size)


def remainder(n_samples, batch_size, drop_last=False):
    steps = n_samples // batch_size
    if n_samples % batch_size != 0 and not drop_last:
        steps += 1
    return steps


def negative_floor(n_samples, batch_size, drop_last=False):
    if drop_last:
        return n_samples // batch_size
    return -(-n_samples // batch_size)


def add_then_floor(n_samples, batch_size, drop_last=False):
    return (n_samples + (0 if drop_last else batch_size - 1)) // batch_size


def length_of_range(n_samples, batch_size, drop_last=False):
    starts = range(0, n_samples, batch_size)
    if drop_last:
        return len([start for start in starts if start + batch_size <= n_samples])
    return len(starts)


def counting_loop(n_samples, batch_size, drop_last=False):
    steps, used = 0, 0
    while used < n_samples:
        if drop_last and used + batch_size > n_samples:
            break
        steps += 1
        used += batch_size
    return steps


def divmod_bool(n_samples, batch_size, drop_last=False):
    full, left = divmod(n_samples, batch_size)
    return full + int(left > 0 and not drop_last)


def recursive(n_samples, batch_size, drop_last=False):
    if n_samples < batch_size:
        return 0 if drop_last or n_samples == 0 else 1
    half = n_samples // (2 * batch_size) * batch_size
    if half == 0:
        return 1 + recursive(n_samples - batch_size, batch_size, drop_last)
    full = half // batch_size
    return full + recursive(n_samples - half, batch_size, drop_last)


def numpy_ceil(n_samples, batch_size, drop_last=False):
    rounding = np.floor if drop_last else np.ceil
    return int(rounding(n_samples / batch_size))


def numpy_integer(n_samples, batch_size, drop_last=False):
    return np.int64(n_samples // batch_size + (not drop_last and n_samples % batch_size > 0))


def array_split(n_samples, batch_size, drop_last=False):
    pieces = np.split(np.arange(n_samples), np.arange(batch_size, n_samples, batch_size))
    return sum(1 for piece in pieces if len(piece) == batch_size or not drop_last)


def groups(n_samples, batch_size, drop_last=False):
    sizes = [
        len(list(group))
        for _, group in itertools.groupby(range(n_samples), key=lambda i: i // batch_size)
    ]
    return sum(size == batch_size for size in sizes) if drop_last else len(sizes)


def noisy(n_samples, batch_size, drop_last=False):
    import sys
    import warnings

    print("counting")
    print("counting", file=sys.stderr)
    warnings.warn("a warning costs nothing", stacklevel=1)
    return n_samples // batch_size if drop_last else math.ceil(n_samples / batch_size)


lambda_style = lambda n, b, drop_last=False: n // b + (n % b > 0) * (not drop_last)


def one_by_one(n_samples, batch_size, drop_last=False):
    if n_samples < batch_size:
        return int(n_samples > 0 and not drop_last)
    return 1 + one_by_one(n_samples - batch_size, batch_size, drop_last)
