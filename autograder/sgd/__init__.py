"""The SGD core of the course: counting, batches, models, update rules, and the two loops of training.

It reads like the lessons and needs NumPy alone. Start with ``training.steps``.
"""

from autograder.sgd.batches import SCHEMES, batches, order, stream
from autograder.sgd.data import DataSet, digits, fine_tuning, line, regression, split
from autograder.sgd.history import History
from autograder.sgd.ledger import Ledger
from autograder.sgd.models import Linear, Model
from autograder.sgd.network import MLP, Softmax
from autograder.sgd.optimizers import SGD, Adam, Optimizer
from autograder.sgd.schedules import (
    Schedule,
    constant,
    cosine,
    growing_batch_size,
    step_decay,
    warmup,
)
from autograder.sgd.step import Checkpoint, Step
from autograder.sgd.training import steps, train

__all__ = [
    "MLP",
    "SCHEMES",
    "SGD",
    "Adam",
    "Checkpoint",
    "DataSet",
    "History",
    "Ledger",
    "Linear",
    "Model",
    "Optimizer",
    "Schedule",
    "Softmax",
    "Step",
    "batches",
    "constant",
    "cosine",
    "digits",
    "fine_tuning",
    "growing_batch_size",
    "line",
    "order",
    "regression",
    "split",
    "step_decay",
    "steps",
    "stream",
    "train",
    "warmup",
]
