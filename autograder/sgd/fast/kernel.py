"""A kernel: loss and gradient of one batch, bound once to the arrays that it works on."""

from collections.abc import Callable

import numpy as np

from autograder.sgd.arguments import Array

Loss = float | Array  # one number, or one for each run
Kernel = Callable[[], Loss]


class Scratch(dict[tuple[str, tuple[int, ...]], Array]):
    """Work arrays by name and shape, made once and used again by every kernel that shares them."""

    def __call__(self, name: str, *shape: int) -> Array:
        if (name, shape) not in self:
            self[name, shape] = np.empty(shape)
        return self[name, shape]
