"""Wrong answers to ps1.steps_per_epoch."""

import math


def returns_nothing(n_samples, batch_size, drop_last=False):
    print(n_samples // batch_size)


def count_floor(n_samples, batch_size, drop_last=False):
    return n_samples // batch_size


def count_floor__quotient(n_samples, batch_size, drop_last=False):
    return n_samples / batch_size


def count_floor__int(n_samples, batch_size, drop_last=False):
    return int(n_samples / batch_size)


def count_floor__round(n_samples, batch_size, drop_last=False):
    return n_samples // batch_size if drop_last else round(n_samples / batch_size)


def count_plus_one(n_samples, batch_size, drop_last=False):
    return n_samples // batch_size + 1


def count_plus_one__unless_dropped(n_samples, batch_size, drop_last=False):
    if drop_last:
        return n_samples // batch_size
    return n_samples // batch_size + 1


def drop_last_free(n_samples, batch_size, drop_last=False):
    return math.ceil(n_samples / batch_size)


def drop_last_free__remainder(n_samples, batch_size, drop_last=False):
    steps = n_samples // batch_size
    if n_samples % batch_size:
        steps += 1
    return steps


def hard_coded(n_samples, batch_size, drop_last=False):
    known = {(10, 4): (3, 2), (12, 4): (3, 3), (1000, 96): (11, 10), (7, 7): (1, 1)}
    return known.get((n_samples, batch_size), (5, 5))[drop_last]


def calls_core(n_samples, batch_size, drop_last=False):
    from autograder.sgd import Ledger

    ledger = Ledger(n_samples, batch_size, num_epochs=1, drop_last=drop_last)
    return ledger.steps_per_epoch


def raises(n_samples, batch_size, drop_last=False):
    return n_samples // batch_sise


def raises__type(n_samples, batch_size, drop_last=False):
    return len(n_samples) // batch_size


def too_slow(n_samples, batch_size, drop_last=False):
    steps = 0
    while n_samples > 0:
        steps += 1
    return steps
