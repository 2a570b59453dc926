"""What the core is measured against: the same trainings, written by hand, textbook style, elsewhere.

Every function trains one workload with the same batch size and epochs and records each step's loss.
``limit_*`` is the same arithmetic inlined in NumPy with nothing around it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.sgd import MLP, SGD, Linear, Softmax, order, train

LR = 0.01


@dataclass(frozen=True)
class Workload:
    """A training: its kind, its data and how much of it one measurement does."""

    kind: str  # "linear", "softmax" or "mlp"
    n: int
    d: int
    batch_size: int
    num_epochs: int

    def data(self) -> tuple[Any, Any]:
        rng = np.random.default_rng(0)
        X = rng.normal(size=(self.n, self.d))
        y = rng.normal(size=self.n) if self.kind == "linear" else rng.integers(10, size=self.n)
        return X, y

    def model(self) -> Linear | MLP:
        if self.kind == "linear":
            return Linear(self.d)
        return Softmax(self.d, 10) if self.kind == "softmax" else MLP([self.d, 64, 10], "relu")


def ours(w: Workload) -> Callable[[], Any]:
    (X, y), model = w.data(), w.model()
    plan: Any = {"batch_size": w.batch_size, "num_epochs": w.num_epochs, "optimizer": SGD(LR)}
    return lambda: train(model, X, y, **plan).theta


def limit(w: Workload) -> Callable[[], Any]:
    return {"linear": _limit_linear, "softmax": _limit_softmax, "mlp": _limit_mlp}[w.kind](w)


def _limit_linear(w: Workload) -> Callable[[], Any]:
    (data, y), B = w.data(), w.batch_size
    rows = max(1, min(64, 256 * 1024 // (B * 8 * (w.d + 1)), w.n // B)) * B

    def run() -> Any:
        X = np.column_stack([data, np.ones(w.n)])
        theta, gradient = Linear(w.d).init(0), np.empty(w.d + 1)
        chunk_X, chunk_y = np.empty((rows, w.d + 1)), np.empty(rows)
        cuts = [slice(a, a + B) for a in range(0, rows, B)]
        views = [(chunk_X[c], chunk_X[c].T, chunk_y[c]) for c in cuts]
        residual, two_over_B, lr = np.empty(B), np.full(w.d + 1, 2 / B), np.full(w.d + 1, LR)
        losses, i = np.empty(w.num_epochs * w.n // B), 0
        dot, subtract, multiply = np.dot, np.subtract, np.multiply
        for epoch in range(w.num_epochs):
            indices = order(w.n, epoch=epoch)
            for start in range(0, w.n, rows):
                chunk = indices[start : start + rows]
                X.take(chunk, 0, chunk_X[: len(chunk)], "clip")
                y.take(chunk, 0, chunk_y[: len(chunk)], "clip")
                for X_b, X_t, y_b in views[: len(chunk) // B]:
                    dot(theta, X_t, residual)
                    subtract(residual, y_b, residual)
                    dot(residual, X_b, gradient)
                    multiply(gradient, two_over_B, gradient)
                    losses[i] = residual.dot(residual) / B
                    i += 1
                    multiply(gradient, lr, gradient)
                    subtract(theta, gradient, theta)
        return theta

    return run


def _limit_softmax(w: Workload) -> Callable[[], Any]:
    (data, y), B = w.data(), w.batch_size

    def run() -> Any:
        X = np.column_stack([data, np.ones(w.n)])
        W = Softmax(w.d, 10).init(0).reshape(10, -1)
        G, X_b, S = np.empty_like(W), np.empty((B, w.d + 1)), np.empty((10, B))
        softmax, columns = _SoftmaxInPlace(S), np.arange(B)
        losses, i, lr = np.empty(w.num_epochs * w.n // B), 0, np.full_like(W, LR)
        for epoch in range(w.num_epochs):
            indices = order(w.n, epoch=epoch)
            for start in range(0, w.n, B):
                batch = indices[start : start + B]
                X.take(batch, 0, X_b, "clip")
                own = y.take(batch) * B + columns
                np.dot(W, X_b.T, S)
                losses[i] = softmax(own)
                i += 1
                np.dot(S, X_b, G)
                np.multiply(G, lr, G)
                np.subtract(W, G, W)
        return W.reshape(-1)

    return run


class _SoftmaxInPlace:
    """Loss of the scores, whose gradient takes their place."""

    def __init__(self, scores: Any) -> None:
        B = scores.shape[1]
        self.scores, self.flat, self.size = scores, scores.reshape(-1), B
        self.top, self.sums, self.sizes = (
            np.empty((1, B)),
            np.empty((1, B)),
            np.full((1, B), 1.0 * B),
        )
        self.own, self.logs = np.empty(B), np.empty(B)
        self.maximum_over: Any = np.maximum.reduce
        self.classes = np.ones(len(scores))
        self.ones, self.share = np.ones(B), np.full(B, 1 / B)

    def __call__(self, places: Any) -> Any:
        S, sums, own, logs = self.scores, self.sums, self.own, self.logs
        self.maximum_over(S, 0, None, self.top, True)
        np.subtract(S, self.top, S)
        self.flat.take(places, None, own, "clip")
        np.exp(S, S)
        np.dot(self.classes, S, sums[0])
        np.log(sums[0], logs)
        np.subtract(logs, own, logs)
        loss = self.ones.dot(logs) / self.size
        np.multiply(sums, self.sizes, sums)
        np.divide(S, sums, S)
        self.flat.take(places, None, own, "clip")
        np.subtract(own, self.share, own)
        self.flat.put(places, own, "clip")
        return loss


def _limit_mlp(w: Workload) -> Callable[[], Any]:
    (data, y), B, H = w.data(), w.batch_size, 64

    def run() -> Any:
        X = np.column_stack([data, np.ones(w.n)])
        theta = MLP([w.d, H, 10], "relu").init(0)
        gradient, split = np.empty_like(theta), H * (w.d + 1)
        W1, W2 = theta[:split].reshape(H, -1), theta[split:].reshape(10, -1)
        G1, G2 = gradient[:split].reshape(H, -1), gradient[split:].reshape(10, -1)
        X_b, S, units = np.empty((B, w.d + 1)), np.empty((10, B)), np.ones((H + 1, B))
        softmax, columns = _SoftmaxInPlace(S), np.arange(B)
        hidden, of_hidden, on = units[:H], np.empty((H, B)), np.empty((H, B))
        losses, i, zero, lr = np.empty(w.num_epochs * w.n // B), 0, np.zeros(()), np.array([LR])
        for epoch in range(w.num_epochs):
            indices = order(w.n, epoch=epoch)
            for start in range(0, w.n, B):
                batch = indices[start : start + B]
                X.take(batch, 0, X_b, "clip")
                own = y.take(batch) * B + columns
                np.dot(W1, X_b.T, hidden)
                np.maximum(hidden, zero, out=hidden)
                np.dot(W2, units, S)
                losses[i] = softmax(own)
                i += 1
                np.dot(S, units.T, G2)
                np.dot(W2[:, :H].T, S, of_hidden)
                np.sign(hidden, on)
                np.multiply(of_hidden, on, of_hidden)
                np.dot(of_hidden, X_b, G1)
                np.multiply(gradient, lr, gradient)
                np.subtract(theta, gradient, theta)
        return theta

    return run


def textbook(w: Workload) -> Callable[[], Any]:
    """NumPy as textbooks write it: fancy indexing, new arrays, @, mean, samples in rows."""
    X, y = w.data()
    kind, H = w.kind, 64

    def run() -> Any:
        rng, losses = np.random.default_rng(0), []
        if kind == "mlp":
            W1, b1 = rng.normal(size=(w.d, H)) * 0.1, np.zeros(H)
        outputs = 1 if kind == "linear" else 10
        W, b = rng.normal(size=(H if kind == "mlp" else w.d, outputs)) * 0.1, np.zeros(outputs)
        for _ in range(w.num_epochs):
            indices = rng.permutation(w.n)
            for start in range(0, w.n, w.batch_size):
                batch = indices[start : start + w.batch_size]
                X_b, y_b = X[batch], y[batch]
                inputs = np.maximum(X_b @ W1 + b1, 0) if kind == "mlp" else X_b
                scores = inputs @ W + b
                if kind == "linear":
                    error = scores[:, 0] - y_b
                    losses.append(np.mean(error**2))
                    slope = 2 * error[:, None] / len(batch)
                else:
                    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
                    shares = exponentials / exponentials.sum(axis=1, keepdims=True)
                    losses.append(-np.mean(np.log(shares[np.arange(len(batch)), y_b])))
                    shares[np.arange(len(batch)), y_b] -= 1
                    slope = shares / len(batch)
                if kind == "mlp":
                    of_inputs = (slope @ W.T) * (inputs > 0)
                    W1 -= LR * (X_b.T @ of_inputs)
                    b1 -= LR * of_inputs.sum(axis=0)
                W -= LR * (inputs.T @ slope)
                b -= LR * slope.sum(axis=0)
        return W

    return run


def torch_loop(w: Workload) -> Callable[[], Any]:
    """PyTorch as its tutorials write it, in float64: DataLoader, nn.Module, torch.optim, .item()."""
    import torch

    torch.set_num_threads(1)
    X, y = w.data()
    target = torch.tensor(y[:, None] if w.kind == "linear" else y)
    dataset = torch.utils.data.TensorDataset(torch.tensor(X), target)
    criterion = torch.nn.MSELoss() if w.kind == "linear" else torch.nn.CrossEntropyLoss()

    def run() -> Any:
        module = _module(torch, w)
        optimizer, losses = torch.optim.SGD(module.parameters(), LR), []
        loader = torch.utils.data.DataLoader(dataset, batch_size=w.batch_size, shuffle=True)
        for _ in range(w.num_epochs):
            for X_b, y_b in loader:
                optimizer.zero_grad()
                loss = criterion(module(X_b), y_b)
                loss.backward()
                optimizer.step()
                losses.append(loss.item())
        return losses

    return run


def torch_tuned(w: Workload) -> Callable[[], Any]:
    """PyTorch by hand, in float64: one gather an epoch, no module, no optimizer, no .item()."""
    import torch

    torch.set_num_threads(1)
    X, y = (torch.tensor(array) for array in w.data())
    functional = torch.nn.functional

    def run() -> Any:
        parameters = [p.detach().clone().requires_grad_() for p in _module(torch, w).parameters()]
        losses = []
        for _ in range(w.num_epochs):
            indices = torch.randperm(w.n)
            epoch_X, epoch_y = X[indices], y[indices]
            for X_b, y_b in zip(
                epoch_X.split(w.batch_size), epoch_y.split(w.batch_size), strict=True
            ):
                inputs = X_b
                if w.kind == "mlp":
                    inputs = torch.relu(torch.addmm(parameters[1], X_b, parameters[0].T))
                scores = torch.addmm(parameters[-1], inputs, parameters[-2].T)
                if w.kind == "linear":
                    loss = functional.mse_loss(scores[:, 0], y_b)
                else:
                    loss = functional.cross_entropy(scores, y_b)
                gradients = torch.autograd.grad(loss, parameters)
                with torch.no_grad():
                    torch._foreach_add_(parameters, gradients, alpha=-LR)
                losses.append(loss.detach())
        return torch.stack(losses)

    return run


def _module(torch: Any, w: Workload) -> Any:
    sizes = {"linear": (w.d, 1), "softmax": (w.d, 10), "mlp": (w.d, 64, 10)}[w.kind]
    first = torch.nn.Linear(*sizes[:2], dtype=torch.float64)
    if w.kind != "mlp":
        return first
    return torch.nn.Sequential(
        first, torch.nn.ReLU(), torch.nn.Linear(*sizes[1:], dtype=torch.float64)
    )


def sklearn(w: Workload) -> Callable[[], Any]:
    """scikit-learn: the compiled loop of SGDRegressor for one sample a step, else MLPClassifier."""
    import warnings

    from sklearn.linear_model import SGDRegressor
    from sklearn.neural_network import MLPClassifier

    X, y = w.data()
    if w.kind == "linear":
        if w.batch_size != 1:
            raise LookupError("scikit-learn has linear SGD for one sample a step only")
        fixed = {"learning_rate": "constant", "eta0": LR, "tol": None, "alpha": 0.0}
        estimator: Any = SGDRegressor(max_iter=w.num_epochs, **fixed)
    else:
        estimator = MLPClassifier(
            (64,) if w.kind == "mlp" else (),
            solver="sgd",
            momentum=0.0,
            alpha=0.0,
            learning_rate_init=LR,
            batch_size=w.batch_size,
            max_iter=w.num_epochs,
            tol=0.0,
            n_iter_no_change=w.num_epochs,
        )

    def run() -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return estimator.fit(X, y)

    return run
