"""What the ledger says of scikit-learn, counted on fitted estimators."""

import numpy as np
import pytest

from autograder.sgd import Ledger, digits
from autograder.sgd.dialects import from_framework, to_framework

pytest.importorskip("sklearn", reason="scikit-learn is not installed: pip install scikit-learn")
from sklearn.datasets import load_digits
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import SGDClassifier
from sklearn.neural_network import MLPClassifier

pytestmark = [pytest.mark.parity, pytest.mark.filterwarnings("ignore")]


def test_sgd_counts_an_epoch_as_an_iteration_and_a_sample_as_an_update():
    ledger = Ledger(97, 1, num_epochs=4)
    settings = to_framework("sklearn", ledger)
    X, y = np.random.default_rng(0).normal(size=(97, 3)), np.arange(97) % 2
    fitted = SGDClassifier(**settings["SGDClassifier"]).fit(X, y)
    assert fitted.n_iter_ == ledger.num_epochs
    assert fitted.t_ == ledger.updates + 1
    assert from_framework("sklearn", 97, estimator="SGDClassifier", max_iter=4) == ledger


@pytest.mark.parametrize(("n", "batch_size"), [(97, 20), (100, 20), (30, 64)])
def test_mlp_counts_epochs_and_keeps_the_tail(n, batch_size):
    ledger = Ledger(n, batch_size, num_epochs=3)
    settings = to_framework("sklearn", ledger)
    X, y = np.random.default_rng(0).normal(size=(n, 3)), np.arange(n) % 2
    with pytest.warns((ConvergenceWarning, UserWarning)):
        fitted = MLPClassifier((4,), solver="adam", **settings["MLPClassifier"]).fit(X, y)
    assert fitted.n_iter_ == ledger.num_epochs
    assert fitted.t_ == ledger.samples_processed
    assert fitted._optimizer.t == ledger.updates


def test_batch_size_auto_is_at_most_200():
    assert from_framework("sklearn", 1000).batch_size == 200
    assert from_framework("sklearn", 150).batch_size == 150


def test_the_digits_are_those_of_scikit_learn():
    X, y = digits()
    theirs, classes = load_digits(return_X_y=True)
    assert (theirs / 16 == X).all()
    assert (classes == y).all()


def test_early_stopping_holds_samples_out():
    X, y = np.random.default_rng(0).normal(size=(95, 3)), np.arange(95) % 2
    read = from_framework("sklearn", 95, batch_size=20, max_iter=2, early_stopping=True)
    with pytest.warns(ConvergenceWarning):
        fitted = MLPClassifier((4,), batch_size=20, max_iter=2, early_stopping=True).fit(X, y)
    assert fitted._optimizer.t == read.updates
    assert fitted.t_ == read.samples_processed


def test_partial_fit_is_a_pass_and_leaves_n_iter_alone():
    X, y = np.random.default_rng(0).normal(size=(50, 3)), np.arange(50) % 2
    fitted = SGDClassifier()
    for _ in range(3):
        fitted.partial_fit(X, y, classes=[0, 1])
    read = from_framework("sklearn", 50, estimator="SGDClassifier", partial_fit_calls=3)
    assert (fitted.t_, fitted.n_iter_) == (read.updates + 1, 1)
