"""The ledger counts as a loop over the data would."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.sgd import Ledger, batches, order

PLANS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "n_samples": st.integers(1, 200),
        "batch_size": st.integers(1, 60),
        "drop_last": st.booleans(),
        "accumulation": st.integers(1, 5),
        "devices": st.integers(1, 3),
    }
).filter(lambda p: bool(not p["drop_last"] or p["batch_size"] * p["devices"] <= p["n_samples"]))


@pytest.mark.parametrize(
    ("plan", "updates", "passes"),
    [
        # The numbers of the two answers that the course starts from.
        ({"n_samples": 1000, "batch_size": 100, "num_epochs": 50}, 500, 50),
        ({"n_samples": 1000, "batch_size": 1000, "num_epochs": 50}, 50, 50),
        ({"n_samples": 10_000, "batch_size": 100}, 100, 1),
        ({"n_samples": 60, "batch_size": 60, "steps_per_epoch": 100}, 100, 100),
        ({"n_samples": 60, "batch_size": 30, "num_epochs": 100}, 200, 100),
        ({"n_samples": 60, "batch_size": 30, "steps_per_epoch": 100}, 100, 50),
    ],
)
def test_known_plans(plan, updates, passes):
    ledger = Ledger(**plan)
    assert ledger.updates == updates
    assert ledger.passes == passes


def test_the_tail_is_the_smaller_last_batch():
    ledger = Ledger(1000, 96)
    assert (ledger.steps_per_epoch, ledger.tail, ledger.batch_sizes[-1]) == (11, 40, 40)
    assert sum(ledger.batch_sizes) == 1000
    dropped = Ledger(1000, 96, drop_last=True)
    assert (dropped.steps_per_epoch, dropped.tail, dropped.dropped) == (10, 0, 40)


@pytest.mark.parametrize(
    ("plan", "sentence"),
    [
        (Ledger(1000, 96), "n = 1000, batch size 96: 11 steps per epoch, the last has 40 samples"),
        (Ledger(1000, 100), "n = 1000, batch size 100: 10 steps per epoch"),
        (Ledger(61, 20), "n = 61, batch size 20: 4 steps per epoch, the last has 1 sample"),
        (Ledger(7, 9), "n = 7, batch size 9: 1 step per epoch, with all 7 samples"),
        (
            Ledger(1000, 96, drop_last=True),
            "n = 1000, batch size 96: 10 steps per epoch; 40 samples skipped in every pass",
        ),
        (
            Ledger(60, 30, steps_per_epoch=100),
            "n = 60, batch size 30: 100 steps per epoch, so an epoch is 50 passes",
        ),
        (
            Ledger(1000, 10, devices=2, accumulation=3),
            "n = 1000, batch size 10 × 2 devices × 3 accumulated = 60: "
            "17 steps per epoch, the last has 40 samples",
        ),
    ],
)
def test_sentence(plan, sentence):
    assert plan.sentence() == sentence


@given(PLANS)
def test_a_pass_counts_what_a_loop_counts(plan):
    ledger = Ledger(**plan)
    size = plan["batch_size"] * plan["devices"]
    cut = list(batches(order(plan["n_samples"]), size, drop_last=plan["drop_last"]))
    assert ledger.batch_sizes == tuple(len(batch) for batch in cut)
    windows = [cut[i : i + plan["accumulation"]] for i in range(0, len(cut), plan["accumulation"])]
    assert ledger.step_sizes == tuple(sum(map(len, window)) for window in windows)
    assert ledger.steps_per_pass == len(windows)
    assert ledger.samples_per_pass + ledger.dropped == plan["n_samples"]
    assert ledger.tail == (
        0 if len(set(map(len, cut))) == 1 and len(cut[-1]) == size else len(cut[-1])
    )


@given(PLANS, st.integers(1, 40))
def test_samples_after_adds_up_the_steps(plan, steps):
    ledger = Ledger(**plan, steps=steps)
    sizes = ledger.step_sizes * (steps // len(ledger.step_sizes) + 1)
    assert ledger.samples_processed == sum(sizes[:steps])
    assert ledger.updates == steps
    assert ledger.epochs_begun == -(-steps // ledger.steps_per_epoch)


@given(PLANS, st.integers(1, 10), st.integers(1, 50))
def test_steps_per_epoch_is_only_a_boundary(plan, num_epochs, steps_per_epoch):
    ledger = Ledger(**plan, num_epochs=num_epochs, steps_per_epoch=steps_per_epoch)
    assert ledger.updates == num_epochs * steps_per_epoch
    same_run = Ledger(**plan, steps=ledger.updates)
    assert ledger.samples_processed == same_run.samples_processed


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        (
            {"n_samples": 0, "batch_size": 1},
            "n_samples must be a whole number of at least 1, not 0",
        ),
        ({"n_samples": 10, "batch_size": 2.5}, "batch_size must be a whole number .*not 2.5"),
        ({"n_samples": 10, "batch_size": True}, "batch_size must be a whole number"),
        ({"n_samples": 10, "batch_size": "4"}, "batch_size must be a whole number"),
        ({"n_samples": 10, "batch_size": 4, "num_epochs": 0}, "num_epochs must be"),
        ({"n_samples": 10, "batch_size": 4, "num_epochs": 2, "steps": 3}, "not both"),
        ({"n_samples": 10, "batch_size": 11, "drop_last": True}, "no step would be left"),
        ({"n_samples": 10, "batch_size": 4, "steps_per_epoch": 0}, "steps_per_epoch must be"),
        ({"n_samples": 10, "batch_size": 4, "accumulation": 0}, "accumulation must be"),
        ({"n_samples": 10, "batch_size": 4, "devices": -1}, "devices must be"),
    ],
)
def test_an_impossible_plan_says_why(plan, message):
    with pytest.raises(ValueError, match=message):
        Ledger(**plan)


def test_the_account_begins_with_the_plan():
    account = Ledger(1000, 96, num_epochs=2).account()
    assert list(account)[:2] == ["n_samples", "batch_size"]
    assert (account["updates"], account["passes"], account["tail"]) == (22, 2.0, 40)
