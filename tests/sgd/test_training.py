"""The training loop: equal to the textbook's, and right at every boundary."""

import warnings
from itertools import islice
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.sgd import (
    MLP,
    SGD,
    Adam,
    Ledger,
    Linear,
    Schedule,
    Softmax,
    batches,
    growing_batch_size,
    order,
    regression,
    step_decay,
    steps,
    stream,
    train,
)

N, D = 103, 3
X, Y = regression(N, D, seed=1)
LR = SGD(lr=0.05)


def textbook(batch_size, num_epochs, lr=0.05, scheme="reshuffled", drop_last=False):
    """Train as lesson 1 writes it, in six lines without the core's loop, feed or model."""
    theta, losses = Linear(D).init(0), []
    for epoch in range(num_epochs):
        for batch in batches(
            order(N, seed=0, epoch=epoch, scheme=scheme), batch_size, drop_last=drop_last
        ):
            residual = X[batch] @ theta[:D] + theta[D] - Y[batch]
            losses.append((residual**2).mean())
            slope = 2 / len(batch) * np.append(residual @ X[batch], residual.sum())
            theta = theta - lr * slope
    return theta, np.array(losses)


@given(
    batch_size=st.integers(1, 120),
    num_epochs=st.integers(1, 4),
    scheme=st.sampled_from(["reshuffled", "once", "sequential", "replacement"]),
)
@settings(max_examples=60)
def test_the_core_equals_the_textbook_loop(batch_size, num_epochs, scheme):
    theta, losses = textbook(batch_size, num_epochs, scheme=scheme)
    history = train(
        Linear(D), X, Y, batch_size=batch_size, num_epochs=num_epochs, optimizer=LR, scheme=scheme
    )
    assert history.theta == pytest.approx(theta, abs=1e-12)
    assert history.loss == pytest.approx(losses, abs=1e-12)


def test_drop_last_equals_the_textbook_loop():
    theta, losses = textbook(20, 3, drop_last=True)
    history = train(Linear(D), X, Y, batch_size=20, num_epochs=3, optimizer=LR, drop_last=True)
    assert len(history) == len(losses) == 15
    assert history.theta == pytest.approx(theta, abs=1e-12)


def test_chunks_of_a_large_set_change_nothing():
    big_X, big_y = regression(9001, 20, seed=2)
    model = Linear(20)
    theta = model.init(0)
    for epoch in range(2):
        for batch in batches(order(9001, seed=0, epoch=epoch), 7):
            theta = theta - 0.01 * model.gradient(theta, big_X[batch], big_y[batch])
    history = train(model, big_X, big_y, batch_size=7, num_epochs=2, optimizer=SGD(lr=0.01))
    assert history.theta == pytest.approx(theta, abs=1e-12)


def test_the_history_says_where_every_loss_belongs():
    history = train(Linear(D), X, Y, batch_size=20, num_epochs=2, optimizer=LR, path=True)
    assert list(history.step) == list(range(1, 13))
    assert list(history.epoch) == [0] * 6 + [1] * 6
    assert list(history.batch_index) == [0, 1, 2, 3, 4, 5] * 2
    assert list(history.batch_size) == [20, 20, 20, 20, 20, 3] * 2
    assert list(history.samples_processed[[0, 5, 11]]) == [20, 103, 206]
    assert history.path.shape == (13, D + 1)
    assert (history.path[0] == Linear(D).init(0)).all()
    assert (history.path[-1] == history.theta).all()
    assert (history.samples(7) == order(N, epoch=1)[:20]).all()


def test_losses_and_gradients_are_those_of_the_step_s_samples_at_the_weights_before_it():
    history = train(Linear(D), X, Y, batch_size=20, num_epochs=2, optimizer=LR, path=True)
    for index, step in enumerate(history.step):
        samples, before = history.samples(step), history.path[index]
        loss, gradient = Linear(D).loss_and_gradient(before, X[samples], Y[samples])
        assert history.loss[index] == pytest.approx(loss)
        assert history.path[index + 1] == pytest.approx(before - 0.05 * gradient)


def test_the_epoch_loss_counts_the_tail_by_its_size():
    history = train(Linear(D), X, Y, batch_size=20, num_epochs=2, optimizer=LR)
    sizes = np.array([20] * 5 + [3])
    first = (history.loss[:6] * sizes).sum() / 103
    assert history.epoch_loss[0] == pytest.approx(first)
    assert history.epoch_loss[0] != pytest.approx(history.loss[:6].mean(), rel=1e-3)


def test_a_step_is_live_and_counts_from_one():
    seen = [
        (now.step, now.epoch, now.batch_index, len(now.samples))
        for now in islice(steps(Linear(D), X, Y, batch_size=50, num_epochs=2), 4)
    ]
    assert seen == [(1, 0, 0, 50), (2, 0, 1, 50), (3, 0, 2, 3), (4, 1, 0, 50)]
    run = steps(Linear(D), X, Y, batch_size=50)
    first = next(run)
    kept = first.theta.copy()
    assert next(run) is first
    assert not (first.theta == kept).all()


def test_arguments_are_left_alone():
    theta, data = np.ones(D + 1), (X.copy(), Y.copy())
    train(Linear(D), *data, batch_size=20, theta=theta, num_epochs=2, validation=data)
    assert (theta == 1).all()
    assert (data[0] == X).all()
    assert (data[1] == Y).all()


def test_steps_per_epoch_moves_the_boundary_and_nothing_else():
    by_steps = train(Linear(D), X, Y, batch_size=20, steps=40, optimizer=LR)
    by_epochs = train(
        Linear(D),
        X,
        Y,
        batch_size=20,
        num_epochs=10,
        steps_per_epoch=4,
        optimizer=LR,
        validation=(X, Y),
    )
    assert (by_steps.loss == by_epochs.loss).all()
    assert list(by_epochs.epoch[[3, 4, 39]]) == [0, 1, 9]
    assert len(by_epochs.val_loss) == 10
    source = stream(N, 20, seed=0)
    for step in range(1, 41):
        assert (by_epochs.samples(step) == next(source)).all()


@pytest.mark.parametrize("accumulation", [2, 3, 7])
def test_accumulated_batches_are_one_batch_of_their_size(accumulation):
    window = train(
        Linear(D), X, Y, batch_size=10, num_epochs=3, optimizer=LR, accumulation=accumulation
    )
    whole = train(Linear(D), X, Y, batch_size=10 * accumulation, num_epochs=3, optimizer=LR)
    assert window.loss == pytest.approx(whole.loss, abs=1e-13)
    assert window.theta == pytest.approx(whole.theta, abs=1e-13)
    assert window.ledger.steps_per_epoch == -(-11 // accumulation)


@pytest.mark.parametrize("optimizer", [SGD(0.01, momentum=0.9), Adam(0.01)], ids=["sgd", "adam"])
@pytest.mark.parametrize("stop", [3, 12, 14])
def test_a_resumed_run_goes_on_to_the_same_numbers(optimizer, stop, tmp_path):
    plan: dict[str, Any] = {
        "batch_size": 20,
        "optimizer": optimizer,
        "validation": (X, Y),
        "num_epochs": 5,
    }
    whole = train(Linear(D), X, Y, **plan)
    run = steps(Linear(D), X, Y, **plan)
    now = list(islice(run, stop))[-1]
    now.checkpoint().save(tmp_path / "run.npz")
    checkpoint = type(now.checkpoint()).load(tmp_path / "run.npz")
    assert checkpoint.step == stop
    rest = train(Linear(D), X, Y, **plan, resume=checkpoint)
    assert (rest.loss == whole.loss[stop:]).all()
    assert (rest.theta == whole.theta).all()
    assert (rest.val_loss == whole.val_loss).all()
    assert (rest.best_theta == whole.best_theta).all()
    assert list(rest.step) == list(whole.step[stop:])
    assert (rest.samples_processed == whole.samples_processed[stop:]).all()
    assert (rest.epoch == whole.epoch[stop:]).all()


def test_a_finished_run_can_be_made_longer():
    plan: dict[str, Any] = {"batch_size": 20, "optimizer": SGD(0.01, momentum=0.5)}
    short = train(Linear(D), X, Y, **plan, num_epochs=2)
    longer = train(Linear(D), X, Y, **plan, num_epochs=5, resume=short.checkpoint)
    whole = train(Linear(D), X, Y, **plan, num_epochs=5)
    assert (longer.theta == whole.theta).all()
    assert (np.concatenate([short.loss, longer.loss]) == whole.loss).all()


# Early stopping.


class Scripted:
    """A model whose validation loss follows a script and whose weight counts the steps."""

    n_parameters = 1

    def __init__(self, losses):
        self.losses = iter(losses)

    def init(self, seed=0):
        return np.zeros(1)

    def design(self, X):
        return np.asarray(X, dtype=float)

    def targets(self, y, n_samples):
        return np.asarray(y, dtype=float)

    def kernel(self, theta, gradient, X, y, scratch):
        def training():
            gradient[...] = -1.0
            return 1.0

        return training if gradient is not None else lambda: next(self.losses)


def scripted(losses, **plan):
    data = np.zeros((10, 1)), np.zeros(10)
    return train(
        Scripted(losses),
        *data,
        batch_size=5,
        num_epochs=len(losses),
        optimizer=SGD(1.0),
        validation=data,
        **plan,
    )


@pytest.mark.parametrize(
    ("losses", "patience", "checks", "best"),
    [
        ([5, 4, 6, 6, 6, 1], 3, 5, 1),  # stops at the third check in a row, before the 1
        ([5, 6, 6, 4, 6, 6, 3, 2], 3, 8, 7),  # an improvement resets the count
        ([5, 5, 5, 5], 2, 3, 0),  # equal is no improvement
        ([5, 6], 1, 2, 0),
        ([1, 2, 3, 4], None, 4, 0),  # without patience nothing stops
        ([5, np.nan, np.nan, 4], 2, 3, 0),  # nan is no improvement
    ],
)
def test_patience(losses, patience, checks, best):
    history = scripted(losses, patience=patience)
    assert history.val_loss == pytest.approx(losses[:checks], nan_ok=True)
    assert history.best_epoch == best
    assert history.best_theta == 2.0 * (best + 1)  # the weight counts the steps, two an epoch
    assert history.theta == 2.0 * checks
    assert history.stopped_early == (checks < len(losses))


def test_min_delta_is_the_least_improvement_that_counts():
    history = scripted([5, 4.95, 4.91, 4.5], patience=2, min_delta=0.1)
    assert len(history.val_loss) == 3
    assert history.best_epoch == 0


def noisy_classes(seed):
    rng = np.random.default_rng(seed)
    points = rng.normal(size=(60, 2))
    return points, (points[:, 0] + rng.normal(size=60) > 0).astype(int)


def test_best_weights_are_a_copy():
    sets = [noisy_classes(seed=1), noisy_classes(seed=2)]
    history = train(
        MLP([2, 30, 2]),
        *sets[0],
        batch_size=10,
        num_epochs=60,
        optimizer=Adam(0.05),
        validation=sets[1],
    )
    loss = MLP([2, 30, 2]).loss
    assert history.best_epoch in range(59)
    assert loss(history.best_theta, *sets[1]) == pytest.approx(history.val_loss.min())
    assert loss(history.theta, *sets[1]) == pytest.approx(history.val_loss[-1])


# Divergence.


def test_a_diverging_run_ends_and_says_so_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        history = train(Linear(D), X, Y, batch_size=20, num_epochs=200, optimizer=SGD(lr=10.0))
        run = steps(Linear(D), X, Y, batch_size=20, num_epochs=200, optimizer=SGD(lr=10.0))
        now = list(run)[-1]
    assert history.diverged == len(history) < 1200
    assert not np.isfinite(history.loss[-1])
    assert np.isfinite(history.loss[:-1]).all()
    assert "diverged at step" in repr(history)
    assert now.diverged
    assert len(now.samples) in (20, 3)
    assert not history.stopped_early


def test_the_caller_keeps_his_own_warnings():
    with warnings.catch_warnings(), np.errstate(over="warn"):
        warnings.simplefilter("error")
        run = steps(Linear(D), X, Y, batch_size=20)
        next(run)
        with pytest.raises(RuntimeWarning):
            np.array([1e308]) * 10


@pytest.mark.parametrize("rate", [1e5, [0.05, 10.0, 1e5]], ids=["one run", "many"])
@pytest.mark.parametrize("model", [Linear(D), MLP([D, 8, 2], "relu")], ids=repr)
@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_everything_recorded_of_a_diverging_run_survives(model, rate, momentum):
    y = (Y > 0).astype(int) if isinstance(model, MLP) else Y
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        history = train(
            model, X, y, batch_size=20, num_epochs=120, optimizer=SGD(rate, momentum=momentum),
            path=True, validation=(X, y),
        )  # fmt: skip
        assert len(history.epoch_loss) == history.epoch[-1] + 1
        assert len(history.path) == len(history) + 1


def test_runs_that_diverge_do_not_disturb_the_others():
    history = train(
        Linear(D), X, Y, batch_size=20, num_epochs=100, optimizer=SGD(lr=[0.05, 10.0, 0.02])
    )
    alone = train(Linear(D), X, Y, batch_size=20, num_epochs=100, optimizer=SGD(lr=0.02))
    assert history.theta[2] == pytest.approx(alone.theta, abs=1e-13)
    assert not np.isfinite(history.theta[1]).any()
    assert history.diverged is not None


# Many runs at once.


@pytest.mark.parametrize(
    ("model", "y"),
    [
        (Linear(D), Y),
        (Softmax(D, 2), (Y > 0).astype(int)),
        (MLP([D, 4, 2], "relu"), (Y > 0).astype(int)),
    ],
    ids=repr,
)
@pytest.mark.parametrize("scheme", ["reshuffled", "replacement"])
def test_runs_with_seeds_of_their_own_equal_single_runs(model, y, scheme):
    plan: dict[str, Any] = {
        "batch_size": 20,
        "num_epochs": 3,
        "scheme": scheme,
        "validation": (X, y),
    }
    rates = [0.05, 0.1, 0.02]
    together = train(
        model,
        X,
        y,
        **plan,
        seed=[4, 5, 6],
        optimizer=SGD(lr=rates, momentum=0.5),
        path=True,
    )
    for run, (seed, lr) in enumerate(zip([4, 5, 6], rates, strict=True)):
        alone = train(
            model,
            X,
            y,
            **plan,
            seed=seed,
            optimizer=SGD(lr=lr, momentum=0.5),
            path=True,
        )
        for name in ("loss", "epoch_loss", "val_loss"):
            values = getattr(together, name)[:, run]
            assert values == pytest.approx(getattr(alone, name), abs=1e-12), name
        assert together.path[:, run] == pytest.approx(alone.path, abs=1e-12)
        assert together.best_theta[run] == pytest.approx(alone.best_theta, abs=1e-12)
        assert np.array(together.best_epoch)[run] == alone.best_epoch
        assert (together.samples(8)[run] == alone.samples(8)).all()


def test_runs_that_differ_in_rate_alone_share_their_batches():
    together = train(Linear(D), X, Y, batch_size=20, num_epochs=3, optimizer=SGD(lr=[0.05, 0.1]))
    alone = train(Linear(D), X, Y, batch_size=20, num_epochs=3, optimizer=SGD(lr=0.1))
    assert together.theta[1] == pytest.approx(alone.theta, abs=1e-13)
    assert together.samples(2).shape == (20,)


# Schedules.


def test_a_schedule_by_epoch_changes_the_rate_at_the_epoch_s_first_step():
    rates = step_decay(0.1, every=1, factor=0.5)
    history = train(
        Linear(D),
        X,
        Y,
        batch_size=20,
        num_epochs=3,
        optimizer=SGD(lr=rates),
        path=True,
    )
    for index, step in enumerate(history.step):
        before, samples = history.path[index], history.samples(step)
        gradient = Linear(D).gradient(before, X[samples], Y[samples])
        rate = 0.1 * 0.5 ** history.epoch[index]
        assert history.path[index + 1] == pytest.approx(before - rate * gradient)


def test_a_schedule_by_step_counts_updates_from_zero():
    seen = []

    def clock(t):
        seen.append(t)
        return 0.1

    rates = Schedule(clock, "step")
    train(Linear(D), X, Y, batch_size=20, num_epochs=2, optimizer=SGD(lr=rates))
    assert seen[-12:] == list(range(12))


def test_a_growing_batch_size_changes_with_the_epoch():
    sizes = growing_batch_size(10, every=2, num_epochs=4)
    history = train(Linear(D), X, Y, batch_size=sizes, optimizer=LR, path=True)
    counts = [Ledger(N, size).steps_per_epoch for size in sizes]
    assert np.bincount(history.epoch).tolist() == counts
    assert history.samples_processed[-1] == 4 * N
    step = 0
    for epoch, size in enumerate(sizes):
        for batch in batches(order(N, epoch=epoch), size):
            step += 1
            assert (history.samples(step) == batch).all()
            gradient = Linear(D).gradient(history.path[step - 1], X[batch], Y[batch])
            assert history.path[step] == pytest.approx(history.path[step - 1] - 0.05 * gradient)
    half = train(Linear(D), X, Y, batch_size=sizes[:3], optimizer=LR)
    resumed = train(Linear(D), X, Y, batch_size=sizes, optimizer=LR, resume=half.checkpoint)
    assert (resumed.theta == history.theta).all()


def test_what_was_not_recorded_says_how_to_record_it():
    history = train(Linear(D), X, Y, batch_size=20)
    with pytest.raises(ValueError, match="path was not recorded in this run: train with path=True"):
        _ = history.path


# Bad arguments.


def short_run(**plan):
    return train(Linear(D), X, Y, **({"batch_size": 20} | plan))


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        ({"batch_size": 0}, "batch_size must be a whole number of at least 1, not 0"),
        ({"num_epochs": 1, "steps": 5}, "not both"),
        ({"scheme": "shuffled"}, "scheme must be one of"),
        ({"seed": -1}, "seed must be"),
        ({"seed": []}, "seed must name at least one run"),
        ({"seed": [1, 2.5]}, r"seed\[1\] must be"),
        ({"theta": np.zeros(7)}, r"theta must have shape \(4,\) for Linear\(3\)"),
        ({"seed": [1, 2], "optimizer": SGD([0.1, 0.2, 0.3])}, "seed for 2, lr for 3"),
        ({"patience": 2}, "patience = 2 needs validation"),
        ({"validation": (X, Y), "patience": 0}, "patience must be a whole number of at least 1"),
        ({"validation": (X, Y), "patience": 1, "seed": [1, 2]}, "needs a single run"),
        ({"validation": (X[:, :2], Y)}, r"X must have shape \(samples, 3\)"),
        ({"batch_size": [10, 20], "steps": 4}, "leaves no room for steps = 4"),
        ({"batch_size": [10, 20], "num_epochs": 3}, "has 2 numbers"),
        ({"batch_size": []}, "has 0 numbers"),
        ({"drop_last": True, "batch_size": 200}, "no step would be left"),
    ],
)
def test_bad_arguments_say_what_is_allowed_at_the_call(plan, message):
    with pytest.raises(ValueError, match=message):
        steps(Linear(D), X, Y, **({"batch_size": 20} | plan))


def test_a_checkpoint_must_fit():
    checkpoint = short_run().checkpoint
    misfits: list[tuple[dict[str, Any], str]] = [
        ({"num_epochs": 2, "seed": 1}, "the checkpoint is of a run with .*seed=0"),
        ({"num_epochs": 2, "optimizer": SGD(0.1, momentum=0.9)}, "velocity needs shape"),
        ({"num_epochs": 1}, "nothing left to do"),
        ({"num_epochs": 2, "validation": (X, Y)}, "no validation losses"),
    ]
    for plan, message in misfits:
        with pytest.raises(ValueError, match=message):
            short_run(**plan, resume=checkpoint)
