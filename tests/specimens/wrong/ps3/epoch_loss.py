"""Wrong answers to ps3.epoch_loss."""

import numpy as np


def returns_nothing(batch_losses, batch_sizes):
    print(np.average(batch_losses, weights=batch_sizes))


def mean_of_means(batch_losses, batch_sizes):
    return sum(batch_losses) / len(batch_losses)


def mean_of_means__numpy(batch_losses, batch_sizes):
    return np.mean(batch_losses)


def mean_of_means__running(batch_losses, batch_sizes):
    mean = 0.0
    for i, loss in enumerate(batch_losses):
        mean += (loss - mean) / (i + 1)
    return mean


def returns_early(batch_losses, batch_sizes):
    total, count = 0.0, 0
    for loss, size in zip(batch_losses, batch_sizes, strict=True):
        total += loss * size
        count += size
        return total / count


def returns_early__all_samples(batch_losses, batch_sizes):
    total = 0.0
    for loss, size in zip(batch_losses, batch_sizes, strict=True):
        total += loss * size
        return total / sum(batch_sizes)


def last_batch_only(batch_losses, batch_sizes):
    for loss, size in zip(batch_losses, batch_sizes, strict=True):
        mean = loss * size / size
    return mean


def epoch_loss_divisor(batch_losses, batch_sizes):
    total = sum(loss * size for loss, size in zip(batch_losses, batch_sizes, strict=True))
    return total / (len(batch_sizes) * batch_sizes[0])


def epoch_loss_divisor__floor(batch_losses, batch_sizes):
    return sum(batch_losses) / max(sum(batch_sizes) // batch_sizes[0], 1)


def epoch_loss_divisor__samples_by_batches(batch_losses, batch_sizes):
    return np.dot(batch_losses, batch_sizes) / len(batch_sizes)


def epoch_loss_divisor__batches_by_samples(batch_losses, batch_sizes):
    return sum(batch_losses) / sum(batch_sizes)


def epoch_loss_divisor__quotient(batch_losses, batch_sizes):
    return sum(batch_losses) / (sum(batch_sizes) / batch_sizes[0])


def epoch_loss_divisor__none(batch_losses, batch_sizes):
    return sum(loss * size for loss, size in zip(batch_losses, batch_sizes, strict=True))


def wrong_type(batch_losses, batch_sizes):
    return [loss * size for loss, size in zip(batch_losses, batch_sizes, strict=True)]


def none__writes_to_the_lists(batch_losses, batch_sizes):
    for i, size in enumerate(batch_sizes):
        batch_losses[i] *= size
    return sum(batch_losses) / sum(batch_sizes)


def none__inverse_sizes(batch_losses, batch_sizes):
    return np.average(batch_losses, weights=1 / np.array(batch_sizes))


def none__first_batch_skipped(batch_losses, batch_sizes):
    total = sum(loss * size for loss, size in zip(batch_losses[1:], batch_sizes[1:], strict=True))
    return total / sum(batch_sizes)


def none__greatest(batch_losses, batch_sizes):
    return max(batch_losses)


def none__rounded(batch_losses, batch_sizes):
    return round(np.average(batch_losses, weights=batch_sizes), 2)


def hard_coded(batch_losses, batch_sizes):
    answers = {0.5: 0.9, 1.5: 1.2, 0.8: 0.5, 1.25: 1.25}
    if batch_losses[0] == 1.5:
        return (5 * (1.5 + 1.9 + 0.7 + 0.6) + 3 * 0.2) / 23
    return answers.get(batch_losses[0], 1.0)


def calls_core(batch_losses, batch_sizes):
    from autograder.sgd import Ledger

    n = Ledger(sum(batch_sizes), batch_sizes[0], num_epochs=1).n_samples
    return float(np.dot(batch_losses, batch_sizes) / n)


def calls_core__reference(batch_losses, batch_sizes):
    from autograder.exercises.ps3.epoch_loss.exercise import epoch_loss

    return epoch_loss(batch_losses, batch_sizes)


def raises(batch_losses, batch_sizes):
    return sum(batch_losses * batch_sizes) / sum(batch_sizes)


def too_slow(batch_losses, batch_sizes):
    i, total = 0, 0.0
    while i < len(batch_losses):
        total += batch_losses[i] * batch_sizes[i]
    return total / sum(batch_sizes)


def none__equal_losses_are_one(batch_losses, batch_sizes):
    by_loss = dict(zip(batch_losses, batch_sizes, strict=True))
    return sum(loss * size for loss, size in by_loss.items()) / sum(by_loss.values())
