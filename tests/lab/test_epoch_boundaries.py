"""Lesson 6's first figure: passes and epochs are the ledger's, cut from the same steps."""

import numpy as np
import pytest

from autograder.lab.figures import epoch_boundaries
from autograder.lab.marks import Lit
from autograder.sgd import Ledger


@pytest.fixture(scope="module")
def panel():
    return epoch_boundaries()


def rows(panel):
    return [m for m in panel.player.marks if isinstance(m, Lit)]


@pytest.mark.parametrize(
    ("n", "size", "per", "epochs"),
    [(60, 16, 10, 3), (60, 60, 100, 2), (7, 3, 1, 10), (1, 200, 5, 1)],
)
def test_each_step_lies_in_its_batch_pass_and_epoch(panel, n, size, per, epochs):
    panel.set(n_samples=n, batch_size=size, steps_per_epoch=per, num_epochs=epochs)
    ledger = Ledger(n, size, num_epochs=epochs, steps_per_epoch=per)
    batches, passes, boundaries = rows(panel)
    assert np.concatenate(batches.batches).tolist() == list(range(per * epochs))
    for frame, group in enumerate(batches.batches):
        step = int(group[-1])
        for row in (passes, boundaries):
            left, _, right, _ = np.asarray(row.at)[row.batches[frame][0]]
            assert left <= step < right
        assert (
            batches.tails[frame]
            == (ledger.step_sizes[step % ledger.steps_per_pass] < size and n > size)
            or n < size
        )
    assert np.asarray(boundaries.at)[:, 2].tolist() == [per * (e + 1) for e in range(epochs)]
    panel.reset()


def test_finite_stream_ends_after_one_pass(panel):
    panel.set(steps_per_epoch=100, endless=False)
    assert "out of data" in panel.sentence.text
    assert len(panel.player.captions) == 4
    assert "The stream is empty" in panel.player.captions[-1]
    assert not any("empty" in caption for caption in panel.player.captions[:-1])
    panel.set(steps_per_epoch=4, num_epochs=1)
    assert "exactly one pass" in panel.sentence.text
    panel.reset()


def test_very_many_steps_are_grouped_without_losing_one(panel):
    panel.set(n_samples=200, batch_size=1, steps_per_epoch=200, num_epochs=10)
    batches = rows(panel)[0].batches
    assert len(batches) <= 300
    assert np.concatenate(batches).tolist() == list(range(2000))
    panel.reset()
