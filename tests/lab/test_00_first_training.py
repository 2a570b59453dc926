"""Lesson 0's figure: the three rows of lights agree with the ledger."""

from typing import Any

import numpy as np
import pytest

from autograder.lab.figures import first_training
from autograder.lab.marks import Lit
from autograder.sgd import Ledger


@pytest.mark.parametrize(("batch_size", "num_epochs"), [(12, 4), (1, 1), (50, 2), (7, 3), (49, 1)])
def test_lights_follow_the_ledger(batch_size, num_epochs):
    panel = first_training()
    panel.set(batch_size=batch_size, num_epochs=num_epochs)
    ledger = Ledger(50, batch_size, num_epochs=num_epochs)
    lights: list[Any] = [mark for mark in panel.player.marks if isinstance(mark, Lit)]
    samples, places, iterations, epochs = lights
    assert len(panel.player.captions) == ledger.updates + 1
    assert [len(batch) for batch in samples.batches[1:]] == list(ledger.batch_sizes) * num_epochs
    assert [len(batch) for batch in places.batches] == [len(batch) for batch in samples.batches]
    for epoch in range(num_epochs):
        frames = range(1 + epoch * ledger.steps_per_epoch, 1 + (epoch + 1) * ledger.steps_per_epoch)
        used = np.concatenate([samples.batches[frame] for frame in frames])
        assert sorted(used) == list(range(50))
        assert [int(iterations.batches[f][0]) for f in frames] == list(range(len(frames)))
        assert {int(epochs.batches[f][0]) for f in frames} == {epoch}
        assert {samples.since[f] for f in frames} == {frames[0]}
    assert samples.tails[-1] == bool(ledger.tail)


def test_the_model_learns():
    panel = first_training()
    first, last = panel.player.captions[1], panel.player.captions[-1]
    assert float(last.split()[-1].rstrip(".")) < float(first.split()[-1].rstrip("."))
