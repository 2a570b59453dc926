"""Lesson 1's figure: blocks, table and sentence say what the ledger says."""

import numpy as np
import pytest

from autograder.lab.figures import ledger_strip
from autograder.lab.prose import Table
from autograder.sgd import Ledger


@pytest.fixture(scope="module")
def panel():
    return ledger_strip()


def blocks(panel) -> np.ndarray:
    """Left and right of the blocks of the first row."""
    (lit,) = panel.player.marks
    cells = np.asarray(lit.at)
    return cells[cells[:, 3] > 0][:, [0, 2]]


@pytest.mark.parametrize("n", [1, 2, 41, 60, 1000, 1001])
@pytest.mark.parametrize("batch_size", [1, 2, 59, 96, 100, 1000, 10_000])
@pytest.mark.parametrize("drop_last", [False, True])
def test_blocks_are_the_batches(panel, n, batch_size, drop_last):
    panel.set(n_samples=n, batch_size=batch_size, num_epochs=3, drop_last=drop_last)
    if drop_last and batch_size > n:
        assert panel.sentence.failed
        assert "batch_size" in panel.sentence.text
        return
    ledger = Ledger(n, batch_size, num_epochs=3, drop_last=drop_last)
    left, right = blocks(panel).T
    assert list(right - left) == list(ledger.batch_sizes)
    assert left[0] == 0
    assert right[-1] == n - ledger.dropped
    table = dict(next(view for view in panel.views if isinstance(view, Table)).rows)
    assert table["steps per epoch"] == f"{ledger.steps_per_epoch:,}"
    assert table["updates in the run"] == f"{ledger.updates:,}"
    assert table["samples processed in the run"] == f"{ledger.samples_processed:,}"
    assert ledger.sentence() in panel.sentence.text


def test_every_update_is_lit_once(panel):
    panel.set(n_samples=1000, batch_size=96, num_epochs=3, drop_last=False)
    (lit,) = panel.player.marks
    assert np.array_equal(np.concatenate(lit.batches), np.arange(33))
    assert [i for i, tail in enumerate(lit.tails) if tail] == [10, 21, 32]
    assert panel.player.captions[-1].endswith("update 33 of 33; 3,000 samples processed so far.")


def test_very_many_updates_are_grouped_into_frames(panel):
    panel.set(n_samples=10_000, batch_size=1, num_epochs=50)
    (lit,) = panel.player.marks
    assert len(panel.player.captions) <= 400
    assert np.array_equal(np.concatenate(lit.batches), np.arange(80_000))
