"""What the losses of one run told before their backward freed the graph."""

import ast
import inspect
import textwrap
from typing import Any

from autograder.audit import graph, places
from autograder.audit.events import Weight
from autograder.audit.optimizers import MOST_KEPT, OptimizerRecord
from autograder.audit.places import Place

LOOKS_BELOW = 3


class Losses:
    """Filled while watching fully."""

    def __init__(self) -> None:
        self.weight: Weight | None = None  # of the newest loss
        self.means = self.sums = 0
        self.place: Place | None = None  # where the user makes the loss that a Trainer takes
        self.takes_items: Place | None = None  # a forward that is to divide by a Trainer's items
        self.averages: dict[Place, Any] = {}  # what loops report, by the line
        self.unowned: dict[int, bool] = {}  # leaves of a loss that no optimizer has: a Parameter?
        self.without_graph: list[Place | None] = []  # backwards of a loss that depends on nothing
        self._looks = 0

    def look(self, loss: Any, optimizers: list[OptimizerRecord], backwards: int) -> None:
        """A backward from this loss begins."""
        if loss.grad_fn is None and len(self.without_graph) < MOST_KEPT:
            self.without_graph.append(places.here())
        self.weight = graph.weight(loss)
        if self.weight is not None:
            self.means += self.weight.mean
            self.sums += not self.weight.mean
        if self._looks < LOOKS_BELOW and (self._looks == 0 or backwards % 16 == 0):
            self._looks += 1
            for leaf in graph.leaves(loss):
                if leaf.is_leaf and not any(one.owns(leaf) for one in optimizers):
                    self.unowned[id(leaf)] = type(leaf).__name__ == "Parameter"


def loss_of(function: Any) -> Place | None:
    """Where a function of the user's own makes the loss; None for a library's."""
    file = function.__code__.co_filename
    if not places.is_users(file):
        return None
    try:
        lines, start = inspect.getsourcelines(function)
        parsed = ast.parse(textwrap.dedent("".join(lines)))
    except (OSError, SyntaxError):
        return Place(file, function.__code__.co_firstlineno)
    for node in ast.walk(parsed):
        if isinstance(node, (ast.Assign, ast.AugAssign, ast.Return)) and node.value is not None:
            divides = any(isinstance(one, ast.Div) for one in ast.walk(node))
            if divides or ".mean()" in ast.unparse(node):
                return Place(file, start + node.lineno - 1)
    return Place(file, start)
