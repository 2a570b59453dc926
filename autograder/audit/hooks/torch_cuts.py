"""Hook on ``X[index]``: rows that the user cuts from a tensor by hand.

``torch.Tensor.__getitem__`` must not be replaced: a class that is given one is a sequence to Python ever after, and
``torch.tensor([R])`` with a tensor R fails. PyTorch's own way to see every function, a mode, changes nothing.
Slices, ``split`` and ``chunk`` need no hook: a view knows the tensor that it shows.
"""

from typing import Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from autograder.audit.patching import Patches
from autograder.audit.record import Record

_NUMBERS = (torch.int64, torch.int32)
_FAST = (nn.MultiheadAttention, nn.TransformerEncoderLayer)  # take another way under a mode


class Cuts(TorchFunctionMode):  # type: ignore[misc]  # PyTorch's class has no types here
    """Watches rows taken by an index, until it is known that a loader gives the batches."""

    def __init__(self, record: Record) -> None:
        super().__init__()
        self.record = record

    def __torch_function__(
        self, func: Any, types: Any, args: Any = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        found = func(*args, **(kwargs or {}))
        if func is torch.Tensor.__getitem__:
            self.taken(args[0], args[1], found)
        elif func is torch.Tensor.index_select or func is torch.index_select:
            named = dict(zip(("input", "dim", "index"), args, strict=False)) | (kwargs or {})
            if named.get("dim") == 0 and "input" in named:
                self.taken(named["input"], named["index"], found)
        return found

    def taken(self, base: Any, index: Any, found: Any) -> None:
        """``found`` is ``base[index]``."""
        record = self.record
        if (
            type(index) is int
            or record.fetching
            or record.inside
            or record.calling
            or record.differentiating
        ):
            return
        if isinstance(index, torch.Tensor):
            wanted = index.dim() == 1 and index.device.type == "cpu" and not base.requires_grad
        else:
            wanted = type(index) in (list, slice) or hasattr(index, "dtype")
        if wanted:
            _cut(record, base, index, found, torch.is_grad_enabled())

    def leave(self) -> bool:
        """Take this mode from the stack, whatever lies above it; False from inside a call that it watches."""
        stack = torch.overrides._get_current_function_mode_stack()
        if not any(mode is self for mode in stack):
            return False
        above = []
        while (mode := torch.overrides._pop_mode()) is not self:
            above.append(mode)
        for mode in reversed(above):
            torch.overrides._push_mode(mode)
        return True


def hook(record: Record, patches: Patches) -> None:
    """Watch rows taken by an index tensor, until it is known that a loader gives the batches."""
    cuts = Cuts(record)
    cuts.__enter__()

    def uncut() -> None:
        if record.uncut is not None and cuts.leave():
            record.uncut = None

    def enough() -> None:
        if record.trained and all(feed.kind == "loader" for feed in record.trained):
            uncut()

    def made(old: Any) -> Any:
        def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
            uncut()
            old(self, *args, **kwargs)

        return __init__

    record.uncut = uncut
    record.callbacks.append(enough)
    patches.after(uncut)
    for kind in _FAST:
        patches.replace(kind, "__init__", made)


def _cut(record: Record, base: Any, index: Any, found: Any, gradients: bool) -> None:
    if torch.compiler.is_compiling() or base.dim() == 0 or base.device.type != "cpu":
        return
    if isinstance(index, slice):
        start, stop, step = index.indices(len(base))
        rows = torch.arange(start, stop, step) if step > 0 else None
    elif isinstance(index, torch.Tensor):
        if index.dtype == torch.bool and len(index) == len(base):
            rows = index.nonzero().flatten()
        else:
            rows = index if index.dtype in _NUMBERS else None
    else:
        rows = torch.as_tensor(index)
        rows = rows if rows.dtype in _NUMBERS and rows.dim() == 1 else None
    if rows is None or not len(rows):
        return
    record.given.cut(base, rows.numpy() % len(base), found, gradients)
