"""Wrong answers to ps1.account."""

import math


def _account(steps, updates, samples, n_samples):
    return {
        "steps_per_epoch": steps,
        "updates": updates,
        "samples_processed": samples,
        "passes": samples / n_samples,
    }


def _steps(n, b, drop_last):
    return n // b if drop_last else math.ceil(n / b)


def returns_nothing(n_samples, batch_size, num_epochs, drop_last=False):
    print({"steps_per_epoch": n_samples // batch_size})


def one_update_per_epoch(n_samples, batch_size, num_epochs, drop_last=False):
    steps = _steps(n_samples, batch_size, drop_last)
    used = steps * batch_size if drop_last else n_samples
    return _account(steps, num_epochs, used * num_epochs, n_samples)


def one_epoch_only(n_samples, batch_size, num_epochs, drop_last=False):
    steps = _steps(n_samples, batch_size, drop_last)
    used = steps * batch_size if drop_last else n_samples
    return _account(steps, steps, used * num_epochs, n_samples)


def one_epoch_only__samples(n_samples, batch_size, num_epochs, drop_last=False):
    steps = _steps(n_samples, batch_size, drop_last)
    used = steps * batch_size if drop_last else n_samples
    return _account(steps, steps * num_epochs, used, n_samples)


def step_origin(n_samples, batch_size, num_epochs, drop_last=False):
    steps = _steps(n_samples, batch_size, drop_last)
    used = steps * batch_size if drop_last else n_samples
    return _account(steps, steps * num_epochs - 1, used * num_epochs, n_samples)


def count_floor(n_samples, batch_size, num_epochs, drop_last=False):
    steps = n_samples // batch_size
    used = steps * batch_size if drop_last else n_samples
    return _account(steps, steps * num_epochs, used * num_epochs, n_samples)


def count_floor__samples_too(n_samples, batch_size, num_epochs, drop_last=False):
    steps = n_samples // batch_size
    return _account(steps, steps * num_epochs, steps * batch_size * num_epochs, n_samples)


def count_plus_one(n_samples, batch_size, num_epochs, drop_last=False):
    steps = n_samples // batch_size + 1
    used = n_samples - n_samples % batch_size if drop_last else n_samples
    return _account(steps, steps * num_epochs, used * num_epochs, n_samples)


def drop_last_free(n_samples, batch_size, num_epochs, drop_last=False):
    steps = _steps(n_samples, batch_size, drop_last)
    return _account(steps, steps * num_epochs, n_samples * num_epochs, n_samples)


def drop_last_free__passes(n_samples, batch_size, num_epochs, drop_last=False):
    steps = _steps(n_samples, batch_size, drop_last)
    used = steps * batch_size if drop_last else n_samples
    result = _account(steps, steps * num_epochs, used * num_epochs, n_samples)
    return {**result, "passes": num_epochs}


def drop_last_free__everywhere(n_samples, batch_size, num_epochs, drop_last=False):
    steps = math.ceil(n_samples / batch_size)
    return _account(steps, steps * num_epochs, n_samples * num_epochs, n_samples)


def tail_counted_full(n_samples, batch_size, num_epochs, drop_last=False):
    steps = _steps(n_samples, batch_size, drop_last)
    return _account(steps, steps * num_epochs, steps * num_epochs * batch_size, n_samples)


def hard_coded(n_samples, batch_size, num_epochs, drop_last=False):
    return {
        (10, False): _account(3, 9, 30, 10),
        (10, True): _account(2, 6, 24, 10),
        (12, False): _account(3, 9, 36, 12),
        (12, True): _account(3, 9, 36, 12),
        (1000, False): _account(11, 550, 50_000, 1000),
        (1000, True): _account(10, 500, 48_000, 1000),
        (3, False): _account(1, 2, 6, 3),
        (3, True): _account(0, 0, 0, 3),
    }.get((n_samples, drop_last), _account(3, 7, 5, 10))


def calls_core(n_samples, batch_size, num_epochs, drop_last=False):
    from autograder.sgd import Ledger

    ledger = Ledger(n_samples, batch_size, num_epochs=num_epochs, drop_last=drop_last)
    return _account(ledger.steps_per_epoch, ledger.updates, ledger.samples_processed, n_samples)


def raises(n_samples, batch_size, num_epochs, drop_last=False):
    account = {}
    account["updates"] += num_epochs
    return account


def wrong_type(n_samples, batch_size, num_epochs, drop_last=False):
    steps = _steps(n_samples, batch_size, drop_last)
    return steps, steps * num_epochs, n_samples * num_epochs, float(num_epochs)


def none__misspelt_key(n_samples, batch_size, num_epochs, drop_last=False):
    right = _right(n_samples, batch_size, num_epochs, drop_last)
    right["samples"] = right.pop("samples_processed")
    return right


def none__rounded_passes(n_samples, batch_size, num_epochs, drop_last=False):
    right = _right(n_samples, batch_size, num_epochs, drop_last)
    return {**right, "passes": round(right["passes"], 1)}


def none__whole_passes(n_samples, batch_size, num_epochs, drop_last=False):
    right = _right(n_samples, batch_size, num_epochs, drop_last)
    return {**right, "passes": right["samples_processed"] // n_samples}


def none__at_least_a_step(n_samples, batch_size, num_epochs, drop_last=False):
    return _right(n_samples, min(batch_size, n_samples), num_epochs, drop_last)


def none__updates_are_samples(n_samples, batch_size, num_epochs, drop_last=False):
    right = _right(n_samples, batch_size, num_epochs, drop_last)
    return {**right, "updates": right["samples_processed"]}


def none__passes_per_epoch(n_samples, batch_size, num_epochs, drop_last=False):
    right = _right(n_samples, batch_size, num_epochs, drop_last)
    return {**right, "passes": right["samples_processed"] / n_samples / num_epochs}


def none__drops_the_tail_once(n_samples, batch_size, num_epochs, drop_last=False):
    steps = _steps(n_samples, batch_size, drop_last)
    lost = n_samples % batch_size if drop_last else 0
    return _account(steps, steps * num_epochs, n_samples * num_epochs - lost, n_samples)


def none__always_drops_the_tails_samples(n_samples, batch_size, num_epochs, drop_last=False):
    steps = _steps(n_samples, batch_size, drop_last)
    used = n_samples - n_samples % batch_size
    return _account(steps, steps * num_epochs, used * num_epochs, n_samples)


def step_origin__from_one(n_samples, batch_size, num_epochs, drop_last=False):
    right = _right(n_samples, batch_size, num_epochs, drop_last)
    return {**right, "updates": len(range(right["updates"])) + 1}


def drop_last_free__not_passed_on(n_samples, batch_size, num_epochs, drop_last=False):
    return _right(n_samples, batch_size, num_epochs, False)


def _right(n_samples, batch_size, num_epochs, drop_last):
    steps = _steps(n_samples, batch_size, drop_last)
    used = steps * batch_size if drop_last else n_samples
    return _account(steps, steps * num_epochs, used * num_epochs, n_samples)
