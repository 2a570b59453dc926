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
    known = {(10, 4): (3, 2), (12, 4): (3, 3), (1000, 96): (11, 10), (7, 7): (1, 1), (3, 5): (1, 0)}
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


def wrong_type(n_samples, batch_size, drop_last=False):
    return [batch_size] * (n_samples // batch_size)


def wrong_type__text(n_samples, batch_size, drop_last=False):
    return f"{n_samples // batch_size} steps"


def none__at_least_one(n_samples, batch_size, drop_last=False):
    return max(n_samples // batch_size if drop_last else -(-n_samples // batch_size), 1)


def none__almost_ceil(n_samples, batch_size, drop_last=False):
    return n_samples // batch_size if drop_last else int(n_samples / batch_size + 0.995)


def none__the_other_way_round(n_samples, batch_size, drop_last=False):
    return math.ceil(batch_size / n_samples)


def none__tail_of_two_at_least(n_samples, batch_size, drop_last=False):
    return n_samples // batch_size + (n_samples % batch_size > 1 and not drop_last)


def none__float(n_samples, batch_size, drop_last=False):
    return float(n_samples // batch_size if drop_last else -(-n_samples // batch_size))


def count_floor__default_the_other_way(n_samples, batch_size, drop_last=True):
    return n_samples // batch_size if drop_last else -(-n_samples // batch_size)
