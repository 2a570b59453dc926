"""What the ledger says of Vowpal Wabbit, counted by itself."""

import pytest

from autograder.sgd import Ledger
from autograder.sgd.dialects import from_framework, to_framework

pytest.importorskip("vowpalwabbit", reason="not installed: pip install vowpalwabbit")
import vowpalwabbit

pytestmark = [pytest.mark.parity, pytest.mark.filterwarnings("ignore")]


def learned_from(n_samples, tmp_path, *, passes, holdout_off=False):
    data = tmp_path / "examples"
    data.write_text("".join(f"{i % 3} | a:{i % 7} b:{i % 5}\n" for i in range(n_samples)))
    options = f"-d {data} --passes {passes} --cache_file {tmp_path / 'cache'} -k --quiet"
    with vowpalwabbit.Workspace(options + (" --holdout_off" if holdout_off else "")) as vw:
        return vw.get_weighted_examples()


@pytest.mark.parametrize(
    ("n_samples", "passes", "holdout_off"),
    [(100, 1, False), (100, 3, False), (100, 3, True), (25, 2, False), (7, 3, False)],
)
def test_a_tenth_is_held_out_of_several_passes(n_samples, passes, holdout_off, tmp_path):
    seen = learned_from(n_samples, tmp_path, passes=passes, holdout_off=holdout_off)
    read = from_framework("vowpal_wabbit", n_samples, passes=passes, holdout_off=holdout_off)
    assert seen == read.updates


def test_a_plan_is_trained_as_it_says(tmp_path):
    ledger = Ledger(40, 1, num_epochs=6)
    assert learned_from(40, tmp_path, **to_framework("vowpal_wabbit", ledger)["vw"]) == 240
