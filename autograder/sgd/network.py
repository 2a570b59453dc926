"""Networks: softmax regression, and multilayer perceptrons of which it is the one without hidden layers.

Scores have shape (units, samples): a reduction over few classes is then many times faster than over
the last axis of (samples, classes).
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.sgd.arguments import Array, matrix, one_of, same_length, whole
from autograder.sgd.fast.heads import cross_entropy
from autograder.sgd.fast.kernel import Kernel, Loss, Scratch
from autograder.sgd.fast.layers import ACTIVATIONS, Layer, Operation
from autograder.sgd.models import Differentiable, weights, with_ones


class MLP(Differentiable):
    """A multilayer perceptron, as a chain of ``nn.Linear`` with an activation between (lesson 6).

    Its loss is the cross-entropy of classes 0 … C−1, as ``nn.CrossEntropyLoss``.

    ``theta`` holds the layers one after the other, each as its matrix (units out, units in + 1),
    row by row; ``layers`` gives them as views. Gradients by backpropagation (Rumelhart, Hinton &
    Williams 1986).

    Args:
        sizes: units of each layer, from the features to the classes.
        activation: "tanh" or "relu".
    """

    def __init__(self, sizes: Sequence[int], activation: str = "tanh") -> None:
        self.sizes = tuple(whole("sizes", size, at_least=1) for size in sizes)
        if len(self.sizes) < 2:
            raise ValueError(f"sizes must name at least inputs and outputs, not {sizes!r}.")
        self.activation = one_of("activation", activation, ACTIVATIONS)
        if self.sizes[-1] < 2:
            raise ValueError(f"sizes must end with at least 2 classes, not {self.sizes[-1]}.")
        self._shapes = [(outputs, inputs + 1) for inputs, outputs in pairwise(self.sizes)]
        self.n_parameters = sum(rows * columns for rows, columns in self._shapes)

    def __repr__(self) -> str:
        return f"MLP({list(self.sizes)}, activation={self.activation!r})"

    def init(self, seed: int = 0) -> Array:
        """Return first weights, shape (n_parameters,): each layer uniform in ±1/√(units in)."""
        rng = np.random.default_rng(seed)
        layers = [
            rng.uniform(-((columns - 1) ** -0.5), (columns - 1) ** -0.5, rows * columns)
            for rows, columns in self._shapes
        ]
        return np.concatenate(layers)

    def layers(self, theta: Array) -> list[Array]:
        """Return theta's layers as views of shape (units out, units in + 1), bias last."""
        ends = np.cumsum([rows * columns for rows, columns in self._shapes])
        return [
            theta[..., end - rows * columns : end].reshape(*theta.shape[:-1], rows, columns)
            for end, (rows, columns) in zip(ends, self._shapes, strict=True)
        ]

    def design(self, X: ArrayLike) -> Array:
        """Return X as float64 with a last column of ones for the biases."""
        return with_ones(matrix("X", X, columns=self.sizes[0]))

    def targets(self, y: ArrayLike, n_samples: int) -> NDArray[np.intp]:
        """Return y as classes of shape (samples,)."""
        labels = np.asarray(y)
        same_length("y", labels, n_samples)
        if labels.ndim != 1 or labels.dtype.kind not in "iu":
            raise ValueError(
                f"y must hold classes as whole numbers, shape (samples,); it has dtype "
                f"{labels.dtype} and shape {labels.shape}."
            )
        last = self.sizes[-1] - 1
        if len(labels) and not (labels.min() >= 0 and labels.max() <= last):
            wrong = labels.min() if labels.min() < 0 else labels.max()
            raise ValueError(f"y must hold classes from 0 to {last}; it holds {wrong}.")
        return np.ascontiguousarray(labels, dtype=np.intp)

    def predict(self, theta: Array, X: ArrayLike) -> NDArray[np.intp]:
        """Return the likeliest class of each row of X, shape (samples,) or (runs, samples)."""
        layers = self._bind(weights(self, theta), self.design(X), Scratch())
        for layer in layers:
            for operation in layer.forward:
                operation()
        return np.asarray(layers[-1].outputs.argmax(axis=-2))

    def accuracy(self, theta: Array, X: ArrayLike, y: ArrayLike) -> Loss:
        """Return the share of rows of X whose class is predicted rightly, one for each run."""
        predicted = self.predict(theta, X)
        share = (predicted == self.targets(y, predicted.shape[-1])).mean(axis=-1)
        return float(share) if share.ndim == 0 else share

    def kernel(
        self,
        theta: Array,
        gradient: Array | None,
        X: Array,
        y: NDArray[Any],
        scratch: Scratch,
    ) -> Kernel:
        """Bind a batch: X of shape (B, features + 1), or (runs, B, features + 1)."""
        layers = self._bind(theta, X, scratch)
        loss_of_scores = cross_entropy(layers[-1].outputs, y, scratch)
        forward = [operation for layer in layers for operation in layer.forward]

        def loss() -> Loss:
            for operation in forward:
                operation()
            return loss_of_scores()

        if gradient is None:
            return loss
        backward: list[Operation] = []
        of_inputs = [None, *(layer.of_outputs for layer in layers[:-1])]
        for layer, of_W, wanted in zip(layers, self.layers(gradient), of_inputs, strict=True):
            backward = layer.backward(of_W, wanted) + backward

        def loss_and_gradient() -> Loss:
            for operation in forward:
                operation()
            loss = loss_of_scores()  # leaves the scores' gradient in their place
            for operation in backward:
                operation()
            return loss

        return loss_and_gradient

    def _bind(self, theta: Array, X: Array, scratch: Scratch) -> list[Layer]:
        """Chain the layers: the outputs of each are the inputs of the next."""
        layers: list[Layer] = []
        for index, W in enumerate(self.layers(theta), start=1):
            inputs = layers[-1].with_ones if layers else X.swapaxes(-1, -2)
            activation = self.activation if index < len(self._shapes) else None
            layers.append(Layer(f"layer {index}", W, inputs, activation, scratch))
        return layers


class Softmax(MLP):
    """Softmax regression with the cross-entropy, as ``nn.Linear`` + ``nn.CrossEntropyLoss``.

    loss = mean of −log softmax(W·x + b)[class]. ``theta`` is the matrix (classes, features + 1),
    row by row, with the bias last.

    Args:
        n_features: columns of X.
        n_classes: classes 0 … n_classes − 1 in y.
    """

    def __init__(self, n_features: int, n_classes: int) -> None:
        whole("n_features", n_features, at_least=1)
        whole("n_classes", n_classes, at_least=2)
        super().__init__((n_features, n_classes))

    def __repr__(self) -> str:
        return f"Softmax({self.sizes[0]}, {self.sizes[1]})"
