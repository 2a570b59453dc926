"""Training and evaluation mode: which updates were made, and which evaluations run, in the wrong one."""

import weakref
from typing import Any

from autograder.audit import places
from autograder.audit.events import Draw
from autograder.audit.guard import guarded
from autograder.audit.places import Place

_SENSITIVE = ("Dropout", "BatchNorm", "InstanceNorm", "SyncBatchNorm", "AlphaDropout")
MOST_ROOTS = 16


class RootModule:
    """A module that the program calls itself, and what was done with it."""

    def __init__(self, module: Any) -> None:
        self.ref = weakref.ref(module)
        self.sensitive = [
            name for m in module.modules() if (name := type(m).__name__).startswith(_SENSITIVE)
        ]
        self.parameters = {id(p) for p in module.parameters()}
        self._frozen = [
            (name, weakref.ref(p))
            for name, p in module.named_parameters()
            if not p.requires_grad and p.is_floating_point()  # else the state of a seed, or a mask
        ]
        self.trained_in_training = False  # some update was made in training mode
        self.eval_place: Place | None = None
        self.eval_calls = 0
        self.evaluated_since = False  # a forward without gradients since the last eval()
        self.for_evaluations: set[Place | None] = set()  # lines whose eval() came before one
        self.in_training: dict[int, list[Draw]] = {}
        self.evaluations_in_training = 0
        self.evaluation_place: Place | None = None
        self.repeated = False

    @property
    def frozen(self) -> list[str]:
        """The parameters that were frozen at its first call, and still are."""
        found = [(name, ref()) for name, ref in self._frozen]
        return [name for name, p in found if p is None or not p.requires_grad]

    @property
    def thawed(self) -> list[Any]:
        """The parameters that were frozen then, and had a gradient since."""
        found = [ref() for _, ref in self._frozen]
        return [p for p in found if p is not None and p.requires_grad and p.grad is not None]


class Modes:
    """The modes of one run's modules."""

    def __init__(self, record: Any) -> None:
        self.record = record
        self.roots: dict[int, RootModule] = {}
        self.changed = True
        self.now: list[RootModule] = []
        self.evaluating: dict[int, tuple[Any, int]] = {}

    def root(self, module: Any) -> RootModule | None:
        known = self.roots.get(id(module))
        if known is not None and known.ref() is module:
            return known
        if len(self.roots) >= MOST_ROOTS:
            return None
        self.roots[id(module)] = made = RootModule(module)
        self.changed = True
        return made

    def forward(self, module: Any, draw: Draw | None, gradients: bool) -> None:
        """The outermost call of a module, with or without gradients."""
        root = self.root(module)
        if root is None:
            return
        if gradients:
            return
        root.evaluated_since = True
        root.for_evaluations.add(root.eval_place)
        if module.training and root.sensitive and draw is not None:
            before = root.in_training.setdefault(id(draw.of), [])
            root.repeated |= draw in before
            before[:] = [*before[-2:], draw]
            root.evaluations_in_training += 1
            draw.feed.evaluated_in_training = True
            root.evaluation_place = root.evaluation_place or places.here()

    @guarded
    def switched(self, module: Any, training: bool) -> None:
        """``train()`` or ``eval()`` is called."""
        self.changed = True
        for root in self.roots.values():
            known = root.ref()
            if known is None or not (known is module or _inside(known, module)):
                continue
            if known.training and not training:
                root.eval_place = places.here()
                root.eval_calls += 1
                root.evaluated_since = root.eval_place in root.for_evaluations
            break
        else:
            if not training:
                self.unknown = (weakref.ref(module), places.here())

    unknown: tuple[Any, Place | None] | None = None

    def update(self, optimizer: Any) -> None:
        """An update: were the modules that it moves in training mode?"""
        if self.changed:
            self.changed = False
            self.now = []
            for root in self.roots.values():
                module = root.ref()
                if module is None or not root.sensitive:
                    continue
                if not module.training:
                    self.now.append(root)
                elif root.parameters & optimizer.ids:
                    root.trained_in_training = True
        for root in self.now:
            if root.parameters & optimizer.ids:
                known = (
                    root.trained_in_training
                    and root.evaluated_since
                    and root.eval_place is not None
                )
                place = root.eval_place if known else None
                optimizer.evaluating[place] = optimizer.evaluating.get(place, 0) + 1


def _inside(part: Any, whole: Any) -> bool:
    return any(part is one for one in whole.modules())
