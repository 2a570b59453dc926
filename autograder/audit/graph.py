"""Read from a loss's autograd graph how it joins its samples, and which parameters lie below it.

PyTorch keeps the reduction and the constant factors in the graph's nodes until the backward frees them.
"""

from typing import Any

from autograder.audit.events import Weight

_THROUGH = ("ToCopy", "View", "Alias", "Squeeze", "Unsqueeze", "Reshape", "Clone", "Expand")
_SUMS_OF_LOSSES = 8


def weight(loss: Any) -> Weight | None:
    """How this loss joins its items; None where the graph does not tell.

    A sum of several terms (two tasks, a penalty) is told by its terms where they agree.
    """
    try:
        found = _weights(loss.grad_fn, 1.0, ())
    except RuntimeError:  # the graph has been freed; the backward will say so to the user
        return None
    if not found or any(one is None for one in found):
        return None
    first = found[0]
    if first is not None and all(one == first for one in found):
        return first
    return None


def leaves(loss: Any, most: int = 50_000) -> list[Any]:
    """The leaf tensors below a loss that want gradients, each once."""
    stack, found = [loss.grad_fn], []
    seen: set[Any] = set()
    while stack and len(seen) < most:
        node = stack.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        variable = getattr(node, "variable", None)
        if variable is not None:
            found.append(variable)
        stack += [below for below, _ in node.next_functions]
    return found


def numbers(tensors: list[Any]) -> tuple[int, ...]:
    """The numbers of the nodes that made these tensors: PyTorch counts nodes in the order of their making."""
    made = (getattr(one, "grad_fn", None) for one in tensors)
    return tuple(node._sequence_nr() for node in made if node is not None)


def numbers_below(loss: Any, most: int = 50_000) -> set[int]:
    """The numbers of all nodes that a loss came from."""
    stack, seen = [loss.grad_fn], set[Any]()
    found: set[int] = set()
    while stack and len(seen) < most:
        node = stack.pop()
        if node is not None and node not in seen:
            seen.add(node)
            found.add(node._sequence_nr())
            stack += [below for below, _ in node.next_functions]
    return found


def _weights(node: Any, scale: float, divisors: tuple[float, ...]) -> list[Weight | None]:
    for _ in range(40):
        if node is None:
            return [None]
        name = type(node).__name__
        reduction = getattr(node, "_saved_reduction", None)
        if reduction in (1, 2):
            return [Weight(scale, reduction == 1, _items(node), divisors)]
        if name.startswith("MeanBackward"):
            return [Weight(scale, True, None, divisors)]
        if name.startswith("SumBackward"):
            return [Weight(scale, False, None, divisors)]
        below = _below(node)
        if name.startswith("Add") and len(below) > 1:
            terms: list[Weight | None] = []
            for one in below:
                terms += _weights(one, scale, divisors)
                if len(terms) > _SUMS_OF_LOSSES:
                    return [None]
            return terms
        if len(below) != 1:
            return [None]
        if name.startswith(("DivBackward", "MulBackward")):
            factor = _number(getattr(node, "_saved_other", None))
            if factor is None or factor == 0:
                return [None]
            if name.startswith("Div"):
                terms = _weights(below[0], scale / factor, (*divisors, factor))
                return [
                    one if one is None or one.mean or one.over else one._replace(over=factor)
                    for one in terms
                ]
            scale = scale * factor
            divisors = (*divisors, 1 / factor) if 0 < factor < 1 else divisors
        elif not name.startswith((*_THROUGH, "Add", "Sub")):
            return [None]
        node = below[0]
    return [None]


def _below(node: Any) -> list[Any]:
    return [below for below, _ in node.next_functions if below is not None]


def _items(node: Any) -> float | None:
    """How many targets a cross entropy averaged over, where it counted them."""
    total = getattr(node, "_saved_total_weight", None)
    return None if total is None else _number(total)


def _number(value: Any) -> float | None:
    """A Python number or a tensor of one number on the CPU; a device is not waited for."""
    if isinstance(value, (int, float)):
        return float(value)
    if value is None or value.numel() != 1 or value.device.type != "cpu" or value.requires_grad:
        return None
    return float(value.detach())
