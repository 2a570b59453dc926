"""What the ledger says of spaCy, counted in its own training loop."""

import pytest

from autograder.sgd.dialects import from_framework
from autograder.sgd.dialects.spacy import measured

pytest.importorskip("spacy", reason="spaCy is not installed: pip install spacy")
import spacy
from spacy.training import Example
from spacy.training.loop import create_train_batches, train_while_improving
from spacy.util import minibatch

pytestmark = [pytest.mark.parity, pytest.mark.filterwarnings("ignore")]


def train(n_samples, size, max_steps, max_epochs, eval_frequency=3):
    """Train a pipeline of one part; return the sizes of the batches and when it was measured."""
    nlp = spacy.blank("en")
    nlp.add_pipe("tagger").add_label("N")
    optimizer = nlp.initialize()
    sizes, measurements = [], []
    texts = [
        Example.from_dict(nlp.make_doc("one two"), {"tags": ["N", "N"]}) for _ in range(n_samples)
    ]

    def evaluate():
        measurements.append(len(sizes))
        return float(len(measurements)), {}

    loop = train_while_improving(
        nlp,
        optimizer,
        create_train_batches(
            nlp, lambda nlp: texts, lambda examples: minibatch(examples, size), max_epochs
        ),
        evaluate,
        dropout=0.0,
        eval_frequency=eval_frequency,
        accumulate_gradient=1,
        patience=0,
        max_steps=max_steps,
        exclude=[],
        annotating_components=[],
        before_update=lambda nlp, where: sizes.append(0),
    )
    for batch, _, _ in loop:
        sizes[-1] = len(batch)
    return sizes, measurements


@pytest.mark.parametrize(("max_steps", "max_epochs"), [(10, 0), (10, 2), (0, 2), (3, 5)])
def test_spacy_makes_one_update_more_than_max_steps(max_steps, max_epochs):
    sizes, measurements = train(10, 3, max_steps, max_epochs)
    read = from_framework("spacy", 10, size=3, max_steps=max_steps, max_epochs=max_epochs)
    assert (len(sizes), sum(sizes)) == (read.updates, read.samples_processed)
    assert measurements == measured(3, read.updates)
