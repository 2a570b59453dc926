"""The SGD core of the course: counting, batches, models, update rules, and the two loops of training.

It reads like the lessons and needs NumPy alone. Start with ``training.steps``.
"""

from autograder.sgd.batches import SCHEMES, batches, order, stream
from autograder.sgd.history import History
from autograder.sgd.ledger import Ledger
from autograder.sgd.models import Linear
from autograder.sgd.optimizers import SGD, Adam
from autograder.sgd.schedules import Schedule, cosine, step_decay, warmup
from autograder.sgd.step import Checkpoint, Step
from autograder.sgd.training import steps, train

__all__ = [
    "SCHEMES",
    "SGD",
    "Adam",
    "Checkpoint",
    "History",
    "Ledger",
    "Linear",
    "Schedule",
    "Step",
    "batches",
    "cosine",
    "order",
    "step_decay",
    "steps",
    "stream",
    "train",
    "warmup",
]
