"""What the ledger says of XGBoost: a boosting round is an update on all rows."""

import numpy as np
import pytest

from autograder.sgd import Ledger
from autograder.sgd.dialects import from_framework, to_framework

xgboost = pytest.importorskip("xgboost", reason="xgboost is not installed: pip install xgboost")
pytestmark = [pytest.mark.parity, pytest.mark.filterwarnings("ignore")]


def test_rounds_are_updates():
    ledger = Ledger(50, 50, steps=7)
    settings = to_framework("xgboost", ledger)
    rng = np.random.default_rng(0)
    rows = xgboost.DMatrix(rng.normal(size=(50, 2)), rng.normal(size=50))
    booster = xgboost.train({"nthread": 1}, rows, **settings["xgboost.train"])
    assert booster.num_boosted_rounds() == ledger.updates
    assert from_framework("xgboost", 50, **settings["xgboost.train"]) == ledger
