"""The layers of a network, bound to a batch: lists of operations, forward and backward.

Arrays are of shape (units, samples), weights of shape (units out, units in + 1) with the bias in
the last column. The inputs of a layer carry a last row of ones, which meets the biases: one product
then gives the scores with bias, and one the gradient of weights and biases.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from autograder.sgd.arguments import Array
from autograder.sgd.fast.kernel import Scratch

ACTIVATIONS = ("tanh", "relu")
Operation = Callable[[], Any]


class Layer:
    """One layer bound to a batch.

    Args:
        name: the layer's name for its work arrays.
        W: weights, a view of theta, shape (out, in + 1), runs leading.
        inputs: shape (in + 1, samples), the last row of ones.
        activation: "tanh" or "relu"; None for the last layer, whose outputs are scores.
        scratch: work arrays.

    Attributes:
        outputs: shape (out, samples).
        with_ones: the outputs with a last row of ones, for the next layer.
        of_outputs: the outputs' gradient; of the last layer it takes the scores' place.
        forward: operations that compute the outputs.
    """

    def __init__(
        self, name: str, W: Array, inputs: Array, activation: str | None, scratch: Scratch
    ) -> None:
        *runs, out, _ = W.shape
        size = inputs.shape[-1]
        self._W, self._inputs, self._activation = W, inputs, activation
        self._product: Any = np.matmul if runs else np.dot  # np.dot is the quicker call
        if activation is None:
            self.outputs = self.of_outputs = scratch(f"{name}: scores", *runs, out, size)
        else:
            self.with_ones = scratch(f"{name}: units", *runs, out + 1, size)
            self.with_ones[..., -1, :] = 1.0
            self.outputs = self.with_ones[..., :-1, :]
            self.of_outputs = scratch(f"{name}: gradient", *runs, out, size)
            self._slope = scratch(f"{name}: slope", *runs, out, size)
        self.forward: list[Operation] = [partial(self._product, W, inputs, self.outputs)]
        if activation == "tanh":
            self.forward.append(partial(np.tanh, self.outputs, self.outputs))
        elif activation == "relu":
            self.forward.append(partial(np.maximum, self.outputs, _ZERO, out=self.outputs))

    def backward(self, of_W: Array, of_inputs: Array | None) -> list[Operation]:
        """Return the operations that take the outputs' gradient to the weights and the inputs.

        Args:
            of_W: where the weights' gradient goes, of W's shape.
            of_inputs: where that of the inputs goes, without the row of ones; None if unwanted.
        """
        units, slope, of_units = self.outputs, getattr(self, "_slope", None), self.of_outputs
        operations: list[Operation] = []
        if self._activation == "tanh":  # tanh' = 1 − tanh²
            operations += [
                partial(np.multiply, of_units, units, slope),
                partial(np.multiply, slope, units, slope),
                partial(np.subtract, of_units, slope, of_units),
            ]
        elif self._activation == "relu":  # 1 where a unit is on, 0 where it is off or at 0
            operations += [
                partial(np.sign, units, slope),
                partial(np.multiply, of_units, slope, of_units),
            ]
        operations.append(partial(self._product, of_units, self._inputs.swapaxes(-1, -2), of_W))
        if of_inputs is not None:
            W_by_input = self._W[..., :-1].swapaxes(-1, -2)
            operations.append(partial(self._product, W_by_input, of_units, of_inputs))
        return operations


_ZERO = np.zeros(())
