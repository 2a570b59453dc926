"""What the ledger says of LightGBM: a boosting round is an update on all rows."""

import numpy as np
import pytest

from autograder.sgd import Ledger
from autograder.sgd.dialects import from_framework, to_framework

lightgbm = pytest.importorskip("lightgbm", reason="LightGBM is not installed: pip install lightgbm")
pytestmark = [pytest.mark.parity, pytest.mark.filterwarnings("ignore")]


def rounds(arguments, **params):
    rng = np.random.default_rng(0)
    rows = lightgbm.Dataset(rng.normal(size=(50, 2)), rng.normal(size=50))
    quiet = {"verbose": -1, "num_threads": 1}
    return lightgbm.train(quiet | params, rows, **arguments).current_iteration()


def test_rounds_are_updates():
    ledger = Ledger(50, 50, steps=7)
    assert rounds(to_framework("lightgbm", ledger)["lightgbm.train"]) == 7
    assert from_framework("lightgbm", 50, num_boost_round=7) == ledger


def test_a_parameter_overrides_the_argument():
    read = from_framework("lightgbm", 50, num_boost_round=7, num_iterations=3)
    assert rounds({"num_boost_round": 7}, num_iterations=3) == read.updates
