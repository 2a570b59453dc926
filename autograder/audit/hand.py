"""Updates that no optimizer makes: parameters that changed between two backwards (``p -= lr * p.grad``)."""

from typing import Any

from autograder.audit import graph, places
from autograder.audit.events import Micro

WATCHED = 3


class HandUpdates:
    """Compares a few parameters at each backward while no optimizer has made an update."""

    def __init__(self, record: Any) -> None:
        self.record = record
        self.watched: list[Any] = []
        self.values: list[float] = []
        self.updates = 0
        self.windows: dict[int, int] = {}
        self.window: list[Micro] = []
        self.uncleared: list[int] = []
        self.gradient: tuple[Any, int] | None = None
        self.place: Any = None
        self.done = False

    def before_backward(self, loss: Any) -> None:
        if self.done or self.record.depth:
            return
        if any(optimizer.updates for optimizer in self.record.optimizers):
            self.stop()
            return
        if not self.watched:
            if loss is not None and loss.grad_fn is not None:
                below = graph.leaves(loss)
                # Held, so that the last update can still be seen after the program has let go of them.
                self.watched = sorted(below, key=lambda leaf: int(leaf.numel()))[:WATCHED]
                self.values = self._values()
            return
        self.look(final=False)

    def stop(self) -> None:
        """An optimizer makes the updates: what was changed by hand belonged to them (a perturbation)."""
        self.done, self.watched = True, []
        self.record.updates -= self.updates
        self.updates = 0

    def look(self, *, final: bool) -> None:
        """Have the parameters changed since the last backward?"""
        if not self.done and any(optimizer.updates for optimizer in self.record.optimizers):
            self.stop()
        if not self.watched or self.done:
            return
        values = self._values()
        if values == self.values:
            return
        self.values = values
        self.updates += 1
        self.record.updates += 1
        for micro in self.window:
            for draw in micro.draws:
                draw.updated = draw.feed.moved = True
        self.windows[len(self.window)] = self.windows.get(len(self.window), 0) + 1
        self.window = []
        parameter = self.watched[0]
        if final or self.gradient is None or parameter.grad is None:
            return
        gradient, version = self.gradient
        if parameter.grad is gradient and gradient._version == version and bool(gradient.any()):
            self.uncleared.append(self.updates)
            del self.uncleared[256:]

    def after_backward(self, micro: Micro) -> None:
        if self.done or not self.watched:
            return
        self.place = self.place or places.here()
        self.window.append(micro)
        gradient = self.watched[0].grad
        self.gradient = None if gradient is None else (gradient, gradient._version)

    def _values(self) -> list[float]:
        return [float(leaf.detach().double().sum()) for leaf in self.watched]
