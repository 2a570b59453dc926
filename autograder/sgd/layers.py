"""The layers of a network, bound to a batch: values forward, gradients backward.

Arrays are of shape (units, samples), weights of shape (units out, units in + 1) with the bias in
the last column. The inputs of a layer carry a last row of ones, which meets the biases: one product
then gives the scores with bias, and one the gradient of weights and biases.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.sgd.arguments import Array
from autograder.sgd.models import Scratch

ACTIVATIONS = ("tanh", "relu")


class Layer:
    """One layer bound to a batch.

    Args:
        W: weights, a view of theta, shape (out, in + 1), runs leading.
        of_W: their gradient, a view, or None where no gradient is wanted.
        inputs: shape (in + 1, samples), the last row of ones.
        activation: "tanh" or "relu"; None for the last layer, whose outputs are scores.
        scratch: work arrays; a layer takes them by its ``name``.
    """

    def __init__(
        self,
        name: str,
        W: Array,
        of_W: Array | None,
        inputs: Array,
        activation: str | None,
        scratch: Scratch,
    ) -> None:
        *runs, out, _ = W.shape
        size = inputs.shape[-1]
        self.product: Any = np.matmul if runs else np.dot  # np.dot is the quicker call
        self.W, self.of_W, self.inputs = W, of_W, inputs
        self.inputs_by_sample = inputs.swapaxes(-1, -2)
        self.activation = activation
        if activation is None:
            self.outputs = self.of_outputs = scratch(f"{name}: scores", *runs, out, size)
        else:
            self.with_ones = scratch(f"{name}: units", *runs, out + 1, size)
            self.with_ones[..., -1, :] = 1.0
            self.outputs = self.with_ones[..., :-1, :]
            self.of_outputs = scratch(f"{name}: gradient", *runs, out, size)
            self.slope = scratch(f"{name}: slope", *runs, out, size)
        self.of_inputs: Array | None = None  # set to where the layer before wants its gradient
        self.W_by_input = W[..., :-1].swapaxes(-1, -2)
        self.activate = _ACTIVATE[activation]
        self.through = _THROUGH[activation]

    def forward(self) -> None:
        """Compute the outputs."""
        self.product(self.W, self.inputs, self.outputs)
        self.activate(self.outputs)

    def backward(self) -> None:
        """Take the outputs' gradient to the weights, and to the inputs where they want it."""
        self.through(self)
        self.product(self.of_outputs, self.inputs_by_sample, self.of_W)
        if self.of_inputs is not None:
            self.product(self.W_by_input, self.of_outputs, self.of_inputs)


def _tanh(units: Array) -> None:
    np.tanh(units, units)


def _relu(units: Array) -> None:
    np.maximum(units, _ZERO, out=units)


def _through_tanh(layer: Layer) -> None:
    np.multiply(layer.of_outputs, layer.outputs, layer.slope)
    np.multiply(layer.slope, layer.outputs, layer.slope)
    np.subtract(layer.of_outputs, layer.slope, layer.of_outputs)  # tanh' = 1 − tanh²


def _through_relu(layer: Layer) -> None:
    np.sign(layer.outputs, layer.slope)  # 1 where a unit is on; 0 at 0, as in PyTorch
    np.multiply(layer.of_outputs, layer.slope, layer.of_outputs)


def _nothing(_: Any) -> None: ...


_ZERO = np.zeros(())
_ACTIVATE: dict[str | None, Callable[[Array], None]] = {
    "tanh": _tanh,
    "relu": _relu,
    None: _nothing,
}
_THROUGH: dict[str | None, Callable[[Layer], None]] = {
    "tanh": _through_tanh,
    "relu": _through_relu,
    None: _nothing,
}
