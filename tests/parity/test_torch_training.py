"""The core trains to the same numbers as PyTorch: another loop, another gradient, another update.

Both see the same batches in float64. The loop here is the one of PyTorch's own tutorials: DataLoader,
nn.Module, autograd, torch.optim.
"""

import itertools
from collections.abc import Callable

import numpy as np
import pytest

from autograder.sgd import (
    MLP,
    SGD,
    Adam,
    Linear,
    Model,
    Softmax,
    batches,
    cosine,
    order,
    step_decay,
    train,
)

torch = pytest.importorskip("torch", reason="PyTorch is not installed: pip install torch")
pytestmark = pytest.mark.parity

TOLERANCE = 1e-10
UPDATES = 500
FEATURES, CLASSES = 6, 4

MODELS: dict[str, Callable[[], Model]] = {
    "linear": lambda: Linear(FEATURES),
    "softmax": lambda: Softmax(FEATURES, CLASSES),
    "tanh": lambda: MLP([FEATURES, 9, 7, CLASSES], "tanh"),
    "relu": lambda: MLP([FEATURES, 9, 7, CLASSES], "relu"),
}
# Rule → ours and PyTorch's for a learning rate.
RULES = {
    "sgd": (lambda lr: SGD(lr), lambda p, lr: torch.optim.SGD(p, lr)),
    "momentum": (
        lambda lr: SGD(lr, momentum=0.9),
        lambda p, lr: torch.optim.SGD(p, lr, momentum=0.9),
    ),
    "nesterov": (
        lambda lr: SGD(lr, momentum=0.9, nesterov=True),
        lambda p, lr: torch.optim.SGD(p, lr, momentum=0.9, nesterov=True),
    ),
    "weight decay": (
        lambda lr: SGD(lr, momentum=0.5, weight_decay=0.01),
        lambda p, lr: torch.optim.SGD(p, lr, momentum=0.5, weight_decay=0.01),
    ),
    "adam": (
        lambda lr: Adam(lr, weight_decay=0.001),
        lambda p, lr: torch.optim.Adam(p, lr, weight_decay=0.001),
    ),
}
SIZES = {"even": (100, 20), "ragged": (103, 20)}  # n, batch size
LR = 0.01


def data(model_name, n):
    rng = np.random.default_rng(7)
    X = rng.normal(size=(n, FEATURES))
    if model_name == "linear":
        return X, X @ rng.normal(size=FEATURES) + rng.normal(size=n)
    return X, rng.integers(CLASSES, size=n)


def torch_module(model_name, theta):
    """Build the network in PyTorch, with the weights of our flat vector."""
    sizes = {"linear": (FEATURES, 1), "softmax": (FEATURES, CLASSES)}.get(
        model_name, (FEATURES, 9, 7, CLASSES)
    )
    layers, taken = [], 0
    for inputs, outputs in itertools.pairwise(sizes):
        layer = torch.nn.Linear(inputs, outputs, dtype=torch.float64)
        matrix = theta[taken : taken + outputs * (inputs + 1)].reshape(outputs, inputs + 1)
        taken += matrix.size
        with torch.no_grad():
            layer.weight.copy_(torch.tensor(matrix[:, :-1]))
            layer.bias.copy_(torch.tensor(matrix[:, -1]))
        layers += [layer, torch.nn.ReLU() if model_name == "relu" else torch.nn.Tanh()]
    return torch.nn.Sequential(*layers[:-1])


def flat(module):
    layers = [layer for layer in module if isinstance(layer, torch.nn.Linear)]
    return np.concatenate(
        [
            torch.cat([layer.weight, layer.bias[:, None]], 1).detach().numpy().ravel()
            for layer in layers
        ]
    )


def torch_training(model_name, rule, n, batch_size, *, lr=LR, accumulation=1, schedule=None):
    """Train in PyTorch and return the weights and each update's loss."""
    torch.set_num_threads(1)
    X, y = data(model_name, n)
    module = torch_module(model_name, MODELS[model_name]().init(3))
    criterion = torch.nn.MSELoss() if model_name == "linear" else torch.nn.CrossEntropyLoss()
    optimizer = RULES[rule][1](module.parameters(), lr)
    scheduler = schedule(optimizer) if schedule else None
    target = torch.tensor(y[:, None] if model_name == "linear" else y)
    dataset, losses = torch.utils.data.TensorDataset(torch.tensor(X), target), []
    for epoch in itertools.count():
        indices = [b.tolist() for b in batches(order(n, seed=3, epoch=epoch), batch_size)]
        loader = list(torch.utils.data.DataLoader(dataset, batch_sampler=indices))
        for start in range(0, len(loader), accumulation):
            window = loader[start : start + accumulation]
            count = sum(len(batch_X) for batch_X, _ in window)
            optimizer.zero_grad()
            total = 0.0
            for batch_X, batch_y in window:
                loss = criterion(module(batch_X), batch_y) * (len(batch_X) / count)
                loss.backward()
                total += loss.item()
            losses.append(total)
            optimizer.step()
            if len(losses) == UPDATES:
                return flat(module), np.array(losses)
        if scheduler:
            scheduler.step()
    raise AssertionError("unreachable")


def our_training(model_name, optimizer, n, batch_size, **plan):
    X, y = data(model_name, n)
    return train(
        MODELS[model_name](),
        X,
        y,
        batch_size=batch_size,
        steps=UPDATES,
        optimizer=optimizer,
        seed=3,
        **plan,
    )


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("model_name", MODELS)
def test_training_equals_pytorch(model_name, rule, sizes):
    n, batch_size = SIZES[sizes]
    theta, losses = torch_training(model_name, rule, n, batch_size)
    history = our_training(model_name, RULES[rule][0](LR), n, batch_size)
    assert np.abs(history.theta - theta).max() <= TOLERANCE
    assert np.abs(history.loss - losses).max() <= TOLERANCE
    # Negative control: a rate that is off by a millionth must not pass.
    slightly_off = our_training(model_name, RULES[rule][0](LR * (1 + 1e-6)), n, batch_size)
    assert np.abs(slightly_off.theta - theta).max() > TOLERANCE


@pytest.mark.parametrize("model_name", ["linear", "relu"])
def test_accumulation_equals_pytorch_with_windows_weighted_by_samples(model_name):
    theta, losses = torch_training(model_name, "momentum", 103, 10, accumulation=4)
    history = our_training(model_name, RULES["momentum"][0](LR), 103, 10, accumulation=4)
    assert np.abs(history.theta - theta).max() <= TOLERANCE
    assert np.abs(history.loss - losses).max() <= TOLERANCE


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (
            step_decay(LR, every=20, factor=0.5),
            lambda optimizer: torch.optim.lr_scheduler.StepLR(optimizer, 20, 0.5),
        ),
        (
            cosine(LR, horizon=100, floor=0.001, unit="epoch"),
            lambda optimizer: torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 100, 0.001),
        ),
    ],
    ids=["step decay", "cosine"],
)
def test_schedules_equal_pytorch(ours, theirs):
    theta, losses = torch_training("tanh", "nesterov", 103, 20, schedule=theirs)
    history = our_training("tanh", RULES["nesterov"][0](ours), 103, 20)
    assert np.abs(history.theta - theta).max() <= TOLERANCE
    assert np.abs(history.loss - losses).max() <= TOLERANCE
