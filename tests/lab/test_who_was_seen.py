"""Lesson 4's first figure: its cells are the orders of the core, its counts are what they add up to."""

import numpy as np
import pytest

from autograder.lab.figures import who_was_seen
from autograder.lab.figures.who_was_seen import BUFFER, SCHEMES, buffered, orders
from autograder.lab.marks import Lit


@pytest.fixture(scope="module")
def panel():
    return who_was_seen()


def cells(panel):
    grid, counts = (m for m in panel.player.marks if isinstance(m, Lit))
    return grid, counts


@pytest.mark.parametrize("scheme", SCHEMES.values())
@pytest.mark.parametrize(
    ("n", "size", "epochs", "seed"), [(23, 5, 3, 0), (7, 7, 1, 4), (40, 1, 5, 9), (2, 40, 2, 1)]
)
def test_each_step_lights_the_samples_it_uses(panel, scheme, n, size, epochs, seed):
    panel.set(n_samples=n, batch_size=size, num_epochs=epochs, scheme=scheme, seed=seed)
    grid, counts = cells(panel)
    step = 0
    for indices in orders(n, epochs, scheme, seed):
        for start in range(0, n, size):
            lit = np.asarray(grid.at)[grid.batches[step]]
            assert (
                np.floor(lit[:, 1]).astype(int).tolist() == indices[start : start + size].tolist()
            )
            assert set(np.floor(lit[:, 0])) == {step}
            assert grid.tails[step] == (min(size, n - start) < size)
            step += 1
    assert len(panel.player.captions) == step
    used = np.concatenate(orders(n, epochs, scheme, seed))
    last = np.floor(np.asarray(counts.at)).astype(int)
    for sample in range(n):
        assert sorted(last[last[:, 1] == sample, 0]) == list(range((used == sample).sum()))
    panel.reset()


def test_sentence_tells_the_schemes_apart(panel):
    said = {}
    for scheme in SCHEMES.values():
        panel["scheme"].value = scheme
        said[scheme] = panel.sentence.text
    assert said["reshuffled"].endswith("exactly once in each epoch.")
    assert said["once"].endswith("in the same order every time.")
    assert said["sequential"].endswith("in the same order every time.")
    assert "No pass is complete" in said["replacement"]
    assert said["buffer"].endswith("exactly once in each epoch.")
    panel.reset()


@pytest.mark.parametrize("n", [1, 4, 5, 6, 97])
def test_buffer_draws_each_sample_once_and_none_from_far_ahead(n):
    drawn = buffered(n, BUFFER, np.random.default_rng(n))
    assert sorted(drawn) == list(range(n))
    assert all(sample < place + BUFFER for place, sample in enumerate(drawn))
