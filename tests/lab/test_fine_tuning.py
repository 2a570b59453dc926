"""Lesson 6's second figure: the curves are a fine-tuning from the pretrained weights."""

import numpy as np
import pytest

from autograder.lab.figures import fine_tuning
from autograder.lab.figures.fine_tuning import task
from autograder.lab.marks import Trail
from autograder.sgd import SGD, train


@pytest.fixture(scope="module")
def panel():
    return fine_tuning()


@pytest.mark.parametrize(
    ("size", "per", "epochs", "lr"), [(13, 7, 3, 0.1), (60, 1, 1, 0.5), (1, 150, 2, 0.001)]
)
def test_curves_are_those_of_the_core(panel, size, per, epochs, lr):
    panel.set(batch_size=size, steps_per_epoch=per, num_epochs=epochs, lr=lr)
    new = task()
    history = train(
        new.model, new.X, new.y, batch_size=size, num_epochs=epochs, steps_per_epoch=per,
        optimizer=SGD(lr=lr), theta=new.theta, validation=(new.X_val, new.y_val),
    )  # fmt: skip
    batch, training, validation, right = (
        np.asarray(m.xy) for m in panel.player.marks if isinstance(m, Trail)
    )
    assert np.allclose(batch[:, 1], history.loss)
    assert np.allclose(training[1:, 1], history.epoch_loss)
    assert np.allclose(validation[1:, 1], history.val_loss)
    assert validation[:, 0].tolist() == [per * e for e in range(epochs + 1)]
    assert right[-1, 1] == pytest.approx(
        100 * new.model.accuracy(history.theta, new.X_val, new.y_val)
    )
    assert right[0, 1] == pytest.approx(100 * new.model.accuracy(new.theta, new.X_val, new.y_val))
    assert len(panel.player.captions) == epochs + 1
    panel.reset()


def test_batch_losses_appear_with_their_epoch(panel):
    panel.reset()
    batch = next(m for m in panel.player.marks if m.role == "batch_loss")
    assert np.bincount(np.asarray(batch.at)).tolist() == [0, 100, 100, 100, 100]


def test_sentence_counts_passes_with_their_tails(panel):
    panel.set(batch_size=7, steps_per_epoch=100, num_epochs=1)
    assert "each sample used 11.1" in panel.sentence.text
    panel.reset()
