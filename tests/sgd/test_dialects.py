"""The ledger in the words of frameworks: there and back, and refusals that explain themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.sgd import Ledger
from autograder.sgd.dialects import (
    FRAMEWORKS,
    Account,
    from_framework,
    padding,
    sources,
    to_framework,
    words,
)
from autograder.sgd.dialects.lightning import scheduler_ticks
from autograder.sgd.dialects.spacy import measured
from autograder.sgd.dialects.windows import RULES, updates


def plans(**more):
    return st.builds(
        Ledger,
        st.integers(60, 300),
        st.integers(1, 20),
        num_epochs=st.integers(1, 5),
        drop_last=st.booleans(),
        accumulation=st.integers(1, 4),
        **more,
    )


PLANS = plans()
EVERY_PLAN = plans(
    devices=st.integers(1, 3),
    padding=st.sampled_from(["none", "even", "full", "cut"]),
    steps_per_epoch=st.none() | st.integers(1, 40),
)
DIALECTS = [(name, source) for name in FRAMEWORKS for source in sources(name)]


def read_back(framework, source, n_samples, settings):
    parameters = {}
    for call, arguments in settings.items():
        if call.startswith(("MLP", "SGD")):
            parameters["estimator"] = call
        parameters |= arguments
    if len(sources(framework)) > 1:
        parameters["source"] = source
    return from_framework(framework, n_samples, **parameters)


@given(EVERY_PLAN, st.sampled_from(DIALECTS))
def test_what_a_framework_can_say_reads_back_as_the_same_account(ledger, dialect):
    framework, source = dialect
    try:
        settings = to_framework(framework, ledger, source)
    except ValueError:
        return
    read = read_back(framework, source, ledger.n_samples, settings)
    # Not always the same words (a round of XGBoost is a step, not an epoch), but the same account.
    assert (read.updates, read.samples_processed) == (ledger.updates, ledger.samples_processed)
    if isinstance(read, Ledger):
        assert read.step_sizes == ledger.step_sizes
        assert read.batch_sizes == ledger.batch_sizes


@given(PLANS)
def test_pytorch_and_the_trainers_can_say_every_plain_plan(ledger):
    for framework in ("pytorch", "huggingface", "lightning", "accelerate"):
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
        ("lightgbm", Ledger(100, 32), "LightGBM has no batches"),
        ("huggingface", Ledger(10, 4, devices=2), "16 samples on 2 devices, and 10 in this plan"),
        ("lightning", Ledger(11, 4, devices=2), "12 samples on 2 devices, and 11 in this plan"),
        ("pytorch", Ledger(10, 4, devices=3), "repeats samples until every replica"),
        ("ignite", Ledger(100, 32, accumulation=3), "carries an unfinished window"),
        ("optax", Ledger(100, 32, accumulation=2), "a tail of 4 samples"),
        ("spacy", Ledger(100, 32, steps=1), "makes max_steps . 1 updates"),
        ("vowpal_wabbit", Ledger(100, 32), "updates after every example"),
        ("jax", Ledger(100, 32), "framework must be one of 'keras'"),
    ],
)
def test_a_plan_that_cannot_be_said_is_refused_with_the_reason(framework, ledger, message):
    with pytest.raises(ValueError, match=message):
        to_framework(framework, ledger)


def test_a_source_that_a_framework_does_not_have_is_named():
    with pytest.raises(ValueError, match="source must be one of 'arrays', 'sized', 'endless'"):
        to_framework("keras", Ledger(100, 32), "stream")


def test_arrays_cannot_say_an_epoch_longer_than_a_pass_and_an_endless_stream_can():
    ledger = Ledger(60, 60, num_epochs=2, steps_per_epoch=100)
    with pytest.raises(ValueError, match="would come to 2 updates and not 200"):
        to_framework("keras", ledger, "arrays")
    assert to_framework("keras", ledger)["model.fit"]["steps_per_epoch"] == 100


def test_unknown_parameters_are_named():
    with pytest.raises(ValueError, match=r"keras has a parameter that is not known.*'epoch'"):
        from_framework("keras", 100, epoch=3)


def test_fractions_of_an_epoch_round_up_to_a_step():
    plan = from_framework("huggingface", 100, num_train_epochs=1.5)
    assert plan == Ledger(100, 8, steps=20)  # 13 steps an epoch: ⌈19.5⌉


def keras_by_hand(n, b, epochs, limit, window, source):
    """Keras batch by batch: (updates, samples), as it was seen to do it."""
    sizes = [min(b, n - start) for start in range(0, n, b)]
    used, pending = [], list(sizes)
    for _ in range(epochs):
        taken = 0
        while limit is None or taken < limit:
            if not pending:
                if source == "endless":
                    pending = list(sizes)
                else:
                    break
            used.append(pending.pop(0))
            taken += 1
            if source in ("arrays", "sized") and not pending:
                break
        if source == "generator" and (limit is None or taken < limit):
            pending = sizes[:2]
        if source in ("arrays", "sized") and not pending:
            pending = list(sizes)
    return len(used) // window, sum(used)


@given(
    st.integers(1, 40),
    st.integers(1, 8),
    st.integers(1, 6),
    st.none() | st.integers(1, 12),
    st.integers(1, 4),
    st.sampled_from(["arrays", "sized", "generator", "endless"]),
)
def test_keras_counts_as_by_hand(n, b, epochs, limit, window, source):
    if source == "endless" and limit is None:
        return
    read = from_framework(
        "keras",
        n,
        batch_size=b,
        epochs=epochs,
        steps_per_epoch=limit,
        gradient_accumulation_steps=window,
        source=source,
    )
    expected = keras_by_hand(n, b, epochs, limit, window, source)
    assert (read.updates, read.samples_processed) == expected


@pytest.mark.parametrize(
    ("framework", "n_samples", "parameters", "updates", "samples"),
    [
        ("keras", 6, {"batch_size": 2, "steps_per_epoch": 5, "epochs": 2}, 6, 12),
        ("keras", 6, {"batch_size": 2, "steps_per_epoch": 2, "epochs": 4}, 6, 12),
        ("keras", 20, {"batch_size": 2, "epochs": 2, "gradient_accumulation_steps": 4}, 5, 40),
        ("keras", 5, {"batch_size": 1, "epochs": 2, "source": "generator"}, 7, 7),
        ("keras", 11, {"batch_size": 4, "validation_split": 0.25}, 2, 8),
        ("huggingface", 10, {"per_device_train_batch_size": 4, "world_size": 2}, 6, 48),
        (
            "huggingface",
            3,
            {"per_device_train_batch_size": 6, "world_size": 2, "max_steps": 1},
            1,
            12,
        ),
        (
            "huggingface",
            10,
            {
                "per_device_train_batch_size": 1,
                "gradient_accumulation_steps": 4,
                "max_steps": 6,
                "source": "iterable",
            },
            6,
            28,
        ),
        (
            "lightning",
            23,
            {"batch_size": 6, "devices": 2, "drop_last": True, "max_epochs": 1},
            2,
            24,
        ),
        (
            "lightning",
            11,
            {"batch_size": 6, "devices": 2, "drop_last": True, "max_epochs": 1},
            1,
            12,
        ),
        ("lightning", 14, {"batch_size": 2, "limit_train_batches": 0.5, "max_epochs": 2}, 6, 12),
        ("lightning", 14, {"batch_size": 2, "limit_train_batches": 1, "max_steps": 3}, 3, 6),
        ("lightning", 14, {"max_epochs": 0}, 0, 0),
        ("pytorch", 10, {"batch_size": 2, "num_replicas": 4}, 2, 12),
        (
            "pytorch",
            10,
            {"batch_size": 2, "num_replicas": 4, "sampler_drop_last": True},
            1,
            8,
        ),
        ("sklearn", 95, {"max_iter": 2, "early_stopping": True, "batch_size": 20}, 10, 170),
        ("sklearn", 50, {"estimator": "SGDRegressor", "partial_fit_calls": 3}, 150, 150),
        ("xgboost", 50, {"n_estimators": 7}, 7, 350),
        ("lightgbm", 50, {"num_boost_round": 7, "num_iterations": 3}, 3, 150),
        ("skorch", 101, {"batch_size": 20, "max_epochs": 2}, 8, 160),
        ("ignite", 5, {"max_epochs": 3, "epoch_length": 2}, 6, 6),
        ("ignite", 10, {"max_epochs": 2, "gradient_accumulation_steps": 4}, 5, 20),
        ("ignite", 10, {"max_iters": 7}, 7, 7),
        ("spacy", 100, {"size": 30, "max_steps": 10}, 11, 290),
        ("spacy", 100, {"size": 30, "max_steps": 10, "max_epochs": 2}, 8, 200),
        ("optax", 10, {"every_k_schedule": 4}, 2, 10),
        ("optax", 10, {"batch_size": 4, "num_epochs": 2, "source": "grain"}, 5, 20),
        (
            "optax",
            11,
            {"batch_size": 2, "num_epochs": 2, "shard_count": 3, "source": "grain"},
            4,
            21,
        ),
        (
            "stable_baselines3",
            32,
            {"n_envs": 2, "total_timesteps": 100, "n_epochs": 2, "batch_size": 12},
            24,
            256,
        ),
        ("vowpal_wabbit", 100, {"passes": 3}, 270, 270),
        ("gensim", 10, {"chunksize": 4, "passes": 2, "update_every": 2}, 4, 20),
        ("gensim", 10, {"chunksize": 4, "passes": 2, "update_every": 0}, 2, 20),
        ("accelerate", 10, {"batch_size": 8, "num_processes": 2, "split_batches": True}, 2, 16),
    ],
)
def test_accounts_that_were_seen_in_the_frameworks(
    framework, n_samples, parameters, updates, samples
):
    read = from_framework(framework, n_samples, **parameters)
    assert (read.updates, read.samples_processed) == (updates, samples)
    assert read.passes == pytest.approx(samples / read.n_samples)
    assert str(read.updates) in read.sentence() or isinstance(read, Ledger)


@pytest.mark.parametrize(
    ("framework", "parameters", "message"),
    [
        ("keras", {"source": "endless"}, "never ends its first epoch"),
        ("keras", {"source": "arrays", "drop_last": True}, "keeps the tail of arrays"),
        ("keras", {"source": "sized", "validation_split": 0.2}, "works on arrays alone"),
        ("keras", {"batch_size": 10, "steps_per_execution": 4}, "does not divide the 10 batches"),
        ("lightning", {"max_epochs": -1}, "never end"),
        ("lightning", {"limit_train_batches": 1.5}, "is a share above 0"),
        ("lightning", {"batch_size": 50, "limit_train_batches": 0.1}, "leaves none"),
        ("huggingface", {"source": "iterable"}, "needs max_steps for an IterableDataset"),
        (
            "huggingface",
            {"source": "iterable", "max_steps": 3, "gradient_accumulation_steps": 20},
            "then never updates",
        ),
        (
            "sklearn",
            {"early_stopping": True, "partial_fit_calls": 2},
            "refuses it with partial_fit",
        ),
        ("xgboost", {"num_boost_round": 1, "n_estimators": 2}, "a word of xgboost.train"),
        ("spacy", {"size": 5, "max_steps": 0}, "by patience alone"),
        ("optax", {"shard_count": 2}, "a word of grain"),
        ("stable_baselines3", {"n_steps": 7, "total_timesteps": 9}, "the size of a rollout"),
        ("ignite", {"max_epochs": 1, "max_iters": 2}, "not both"),
        ("accelerate", {"num_processes": 2, "even_batches": False}, "different numbers of batches"),
        ("accelerate", {"num_processes": 2, "split_batches": True}, "does not come out even"),
    ],
)
def test_what_a_framework_refuses_is_refused_with_the_reason(framework, parameters, message):
    with pytest.raises(ValueError, match=message):
        from_framework(framework, 100, **parameters)


def test_an_account_says_what_makes_it_differ():
    account = from_framework("keras", 6, batch_size=2, steps_per_epoch=2, epochs=4)
    assert isinstance(account, Account)
    assert "2, 1, 2, 1 batches" in account.sentence()
    lost = from_framework("keras", 20, batch_size=2, epochs=1, gradient_accumulation_steps=4)
    assert "the last 2 batches are never applied" in lost.sentence()


def test_lightning_tests_a_scheduler_s_frequency_on_the_batch():
    plan = Ledger(12, 1, accumulation=2)
    assert [scheduler_ticks(plan, frequency) for frequency in (1, 2, 3, 4)] == [6, 6, 2, 3]


def test_spacy_measures_after_the_first_update():
    assert measured(3, 8) == [1, 4, 7]


def test_last_windows_as_they_were_measured():
    seen = {name: updates(rule, 10, 4, 2) for name, rule in RULES.items()}
    assert seen["Trainer, known length"] == ([4, 8, 10, 14, 18, 20], [1.0] * 6)
    assert seen["Lightning"] == ([4, 8, 10, 14, 18, 20], [1, 1, 0.5, 1, 1, 0.5])
    assert seen["Keras"] == seen["optax"] == ([4, 8, 12, 16, 20], [1.0] * 5)
    assert seen["Trainer, IterableDataset"] == ([4, 8, 14, 18], [1, 1, 2, 1])
    assert seen["Trainer, forward(**kwargs)"][1] == [4, 4, 2, 4, 4, 2]


def test_every_framework_has_a_word_or_a_dash_for_each_term():
    terms = set(words("keras"))
    assert {"batch_size", "source"} <= terms
    assert all(set(words(framework)) == terms for framework in FRAMEWORKS)
    assert all(padding(framework) in ("none", "even", "full") for framework in FRAMEWORKS)
