"""The ledger in the words of frameworks: there and back, and refusals that explain themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.sgd import Ledger
from autograder.sgd.dialects import FRAMEWORKS, from_framework, to_framework, words

PLANS = st.builds(
    Ledger,
    st.integers(20, 300),
    st.integers(1, 20),
    num_epochs=st.integers(1, 5),
    drop_last=st.booleans(),
    accumulation=st.integers(1, 4),
)


@given(PLANS, st.sampled_from(FRAMEWORKS))
def test_what_a_framework_can_say_reads_back_as_the_same_plan(ledger, framework):
    try:
        settings = to_framework(framework, ledger)
    except ValueError:
        return
    parameters = {}
    for call, arguments in settings.items():
        if call.startswith("MLP") or call.startswith("SGD"):
            parameters["estimator"] = call
        parameters |= arguments
    for name in ("tol", "n_iter_no_change"):
        parameters.pop(name, None)
    if framework == "sklearn" and ledger.batch_size == 1:
        parameters.pop("batch_size", None)
    read = from_framework(framework, ledger.n_samples, **parameters)
    # Not always the same words (a round of XGBoost is a step, not an epoch), but the same account.
    assert (read.updates, read.step_sizes, read.batch_sizes) == (
        ledger.updates,
        ledger.step_sizes,
        ledger.batch_sizes,
    )


@given(PLANS)
def test_pytorch_and_the_trainers_can_say_every_plain_plan(ledger):
    for framework in ("pytorch", "huggingface", "lightning"):
        assert to_framework(framework, ledger)


@pytest.mark.parametrize(
    ("framework", "ledger", "message"),
    [
        ("keras", Ledger(100, 32, steps=6), "Keras counts whole epochs, and 6 steps are 1.5"),
        ("keras", Ledger(100, 32, accumulation=3), "carries an unfinished window"),
        ("pytorch", Ledger(60, 30, steps_per_epoch=100), "ends an epoch with the data, after 2"),
        ("lightning", Ledger(60, 30, steps_per_epoch=100), "Lightning ends an epoch with the data"),
        ("sklearn", Ledger(100, 32, drop_last=True), "keeps the tail; the plan drops 4"),
        ("sklearn", Ledger(100, 32, accumulation=2), "updates after every batch"),
        ("sklearn", Ledger(100, 32, devices=2), "works on one device"),
        ("xgboost", Ledger(100, 32), "XGBoost has no batches: every round uses all 100 rows"),
        ("jax", Ledger(100, 32), "framework must be one of 'keras'"),
    ],
)
def test_a_plan_that_cannot_be_said_is_refused_with_the_reason(framework, ledger, message):
    with pytest.raises(ValueError, match=message):
        to_framework(framework, ledger)


def test_unknown_parameters_are_named():
    with pytest.raises(ValueError, match=r"keras has a parameter that is not known.*'epoch'"):
        from_framework("keras", 100, epoch=3)


def test_fractions_of_an_epoch_round_up_to_a_step():
    plan = from_framework("huggingface", 100, num_train_epochs=1.5)
    assert plan == Ledger(100, 8, steps=20)  # 13 steps an epoch: ⌈19.5⌉


def test_accumulation_in_keras_counts_batches():
    plan = from_framework(
        "keras", 96, batch_size=8, steps_per_epoch=12, gradient_accumulation_steps=4
    )
    assert plan == Ledger(96, 8, num_epochs=1, steps_per_epoch=3, accumulation=4)
    with pytest.raises(ValueError, match="must be a multiple of"):
        from_framework("keras", 96, steps_per_epoch=10, gradient_accumulation_steps=4)


def test_runs_without_end_are_refused():
    with pytest.raises(ValueError, match="never end"):
        from_framework("lightning", 96, max_epochs=-1)


def test_every_framework_has_a_word_or_a_dash_for_each_term():
    terms = set(words("keras"))
    assert "batch_size" in terms
    assert all(set(words(framework)) == terms for framework in FRAMEWORKS)
