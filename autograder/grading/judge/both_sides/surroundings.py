"""What the two sides agree on about a call's surroundings."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from autograder.grading.judge.marshalling.unpack import checked_state

MAX_WARNINGS = 50


def random_state() -> list[Any]:
    """The state of `random` and of `numpy.random`, as plain values."""
    version, numbers, gauss = random.getstate()
    return [np.random.get_state(), version, list(numbers), gauss]


def set_random_state(state: Any) -> None:
    """Put such a state in place. Raises ValueError or TypeError for another value."""
    numpy_state, version, numbers, gauss = state
    np.random.set_state(checked_state(numpy_state))
    random.setstate((version, tuple(numbers), gauss))
