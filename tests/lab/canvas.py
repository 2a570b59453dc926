"""Reads what the player sends to its canvas."""

import numpy as np


def unpack(data: bytes, kind: type) -> np.ndarray:
    """The numbers in a mark's buffer."""
    return np.frombuffer(data, dtype=kind)
