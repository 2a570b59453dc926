"""Numbers with their nouns."""

import pytest

from autograder.lab.prose import count


@pytest.mark.parametrize(
    ("number", "noun", "form", "said"),
    [
        (1, "epoch", ",", "1 epoch"),
        (50, "epoch", ",", "50 epochs"),
        (6668, "update", ",", "6,668 updates"),
        (0, "batch", ",", "0 batches"),
        (2, "full window", ",", "2 full windows"),
        (1.0, "pass", ".3g", "1 pass"),
        (1.5, "pass", ".3g", "1.5 passes"),
    ],
)
def test_one_of_a_thing_is_no_plural(number, noun, form, said):
    assert count(number, noun, form) == said
