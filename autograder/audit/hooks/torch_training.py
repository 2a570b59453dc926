"""Hooks on PyTorch's training: backward, step, zero_grad, clipping, modes."""

import types
from typing import Any

import torch
from torch import nn
from torch.amp import grad_scaler
from torch.optim import optimizer as optimizing

from autograder.audit import places, updating
from autograder.audit.guard import guarded
from autograder.audit.patching import Patches
from autograder.audit.record import Record


def hook(record: Record, patches: Patches) -> None:
    """Watch every optimizer, backward and module from now on."""
    _backward(record, patches)
    _updates(record, patches)
    _clearing(record, patches)
    _clipping(record, patches)
    _modes(record, patches)


def _backward(record: Record, patches: Patches) -> None:
    def backward(old: Any) -> Any:
        def backward(tensors: Any, *args: Any, **kwargs: Any) -> Any:
            if (
                record.inside or record.differentiating
            ):  # a checkpointed part's is inside the whole one
                return old(tensors, *args, **kwargs)
            if record.elsewhere:
                record.catch_up()
            counting = record.counting
            record.differentiating = True
            try:
                if counting is not None and counting.plain:
                    before = getattr(counting.sentinel(), "grad", None)
                    if counting.differentiates(before):
                        version = None if before is None else before._version
                        found = old(tensors, *args, **kwargs)
                        counting.differentiated(before, version)
                        return found
                loss = tensors[0] if isinstance(tensors, (tuple, list)) and tensors else tensors
                record.before_backward(loss if isinstance(loss, torch.Tensor) else None)
                found = old(tensors, *args, **kwargs)
                record.after_backward(places.here() if record.full else None)
                return found
            finally:
                record.differentiating = False

        return backward

    def grad(old: Any) -> Any:
        def grad(outputs: Any, inputs: Any, *args: Any, **kwargs: Any) -> Any:
            if record.inside or record.differentiating:  # PyTorch's own call of itself under a mode
                return old(outputs, inputs, *args, **kwargs)
            loss = outputs[0] if isinstance(outputs, (tuple, list)) and outputs else outputs
            wanted = inputs if isinstance(inputs, (tuple, list)) else (inputs,)
            training = any(isinstance(one, nn.Parameter) or one.is_leaf for one in wanted)
            if training:
                record.catch_up()
                record.before_backward(loss)
            record.differentiating = True
            try:
                found = old(outputs, inputs, *args, **kwargs)
            finally:
                record.differentiating = False
            if training:
                record.after_backward(places.here() if record.full else None)
            return found

        return grad

    patches.replace(torch.autograd, "backward", backward)
    patches.replace(torch.autograd, "grad", grad)


def _updates(record: Record, patches: Patches) -> None:
    def made(old: Any) -> Any:
        def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
            old(self, *args, **kwargs)
            if not record.inside:
                record.optimizer(self)

        return __init__

    def before(optimizer: Any, args: Any, kwargs: Any) -> None:
        if record.inside:
            return
        counting = record.counting
        plain = counting is not None and counting.plain and counting.of() is optimizer
        if plain and not kwargs and (len(args) < 2 or args[1] is None):
            return  # without a closure nothing happens inside
        updating.before_update(record, optimizer)

    def after(optimizer: Any, args: Any, kwargs: Any) -> None:
        if record.inside:
            return
        counting = record.counting
        if counting is not None and counting.waiting and counting.of() is optimizer:
            counting.updated(optimizer)
        else:
            updating.after_update(record, optimizer)

    patches.replace(optimizing.Optimizer, "__init__", made)
    patches.after(optimizing.register_optimizer_step_pre_hook(before).remove)
    patches.after(optimizing.register_optimizer_step_post_hook(after).remove)


def _clearing(record: Record, patches: Patches) -> None:
    def of_optimizer(old: Any) -> Any:
        def zero_grad(self: Any, *args: Any, **kwargs: Any) -> Any:
            found = old(self, *args, **kwargs)
            counting = record.counting
            if counting is not None and counting.plain:
                if not counting.waiting:
                    return found  # no batch's gradients are lost
                counting.leave()
            known = record.by_id.get(id(self))
            if known is not None:
                known.clear(places.here() if record.full else None)
            return found

        return zero_grad

    def of_module(old: Any) -> Any:
        def zero_grad(self: Any, *args: Any, **kwargs: Any) -> Any:
            found = old(self, *args, **kwargs)
            record.in_general()
            for known in record.optimizers:
                parameter = known.watched()
                if parameter is None or parameter.grad is None or not bool(parameter.grad.any()):
                    known.clear(places.here() if record.full else None)
            return found

        return zero_grad

    patches.replace(optimizing.Optimizer, "zero_grad", of_optimizer)
    patches.replace(nn.Module, "zero_grad", of_module)


def _clipping(record: Record, patches: Patches) -> None:
    def clip(old: Any) -> Any:
        def clip(parameters: Any, *args: Any, **kwargs: Any) -> Any:
            given = parameters
            if not isinstance(parameters, torch.Tensor):
                listed = list(parameters)
                if isinstance(parameters, types.GeneratorType) and not listed:
                    record.noted.clips_of_nothing.append(places.here())
                    del record.noted.clips_of_nothing[256:]
                else:
                    given = listed
                limit = args[0] if args else next(iter(kwargs.values()), 0.0)
                if limit != float("inf"):  # else the norm is only looked at
                    clipped(record, listed)
            return old(given, *args, **kwargs)

        return clip

    for owner in (nn.utils, nn.utils.clip_grad):
        patches.replace(owner, "clip_grad_norm_", clip)
        patches.replace(owner, "clip_grad_value_", clip)

    def scaled(old: Any) -> Any:
        def scale(self: Any, outputs: Any) -> Any:
            if self.is_enabled():
                record.noted.scaled = record.noted.scales = True
            return old(self, outputs)

        return scale

    def unscaled(old: Any) -> Any:
        def unscale_(self: Any, optimizer: Any) -> Any:
            record.noted.scaled = False
            return old(self, optimizer)

        return unscale_

    patches.replace(grad_scaler.GradScaler, "scale", scaled)
    patches.replace(grad_scaler.GradScaler, "unscale_", unscaled)


@guarded
def clipped(record: Record, parameters: list[Any]) -> None:
    """These gradients are clipped now."""
    if not record.full:
        return
    numbers = {id(p) for p in parameters}
    for known in record.optimizers:
        if known.ids <= numbers and not known.window:
            known.clips_late += known.spent()
            if not any(p.grad is not None and bool(p.grad.any()) for p in parameters):
                known.clips_early += 1
            known.clip_place = places.here()
        elif known.ids <= numbers:
            known.clips_in_time += 1
            known.clips += 1
            known.clip_parts = len(known.window)
            known.clip_place = places.here()
            if record.noted.scaled:
                record.noted.clips_of_scaled.append(known.clip_place)
                del record.noted.clips_of_scaled[256:]


def _modes(record: Record, patches: Patches) -> None:
    def train(old: Any) -> Any:
        def train(self: Any, mode: bool = True) -> Any:
            if not record.inside and not record.switching:
                record.modes.switched(self, mode)
                record.switching += 1
                try:
                    return old(self, mode)
                finally:
                    record.switching -= 1
            return old(self, mode)

        return train

    patches.replace(nn.Module, "train", train)
    calls = Patches()

    def called(old: Any) -> Any:
        enabled = torch.is_grad_enabled

        def __call__(self: Any, *args: Any, **kwargs: Any) -> Any:
            passed = record.calling or record.differentiating or record.inside
            if passed or torch.compiler.is_compiling():
                return old(self, *args, **kwargs)
            draw = None
            record.catch_up()
            if not isinstance(self, nn.modules.loss._Loss):
                draw = record.drawn.forward(self, (args, kwargs), enabled())
            record.calling = True
            try:
                found = old(self, *args, **kwargs)
            finally:
                record.calling = False
            if draw is not None:
                record.drawn.forwards(draw, found)
            return found

        return __call__

    calls.replace(nn.Module, "__call__", called)

    def enough() -> None:
        if all(feed.kind == "loader" for feed in record.trained):
            calls.undo()

    patches.after(calls.undo)
    record.callbacks.append(enough)

    def compiled(old: Any) -> Any:
        def compile(*args: Any, **kwargs: Any) -> Any:
            calls.undo()  # the compiler must see PyTorch's own calls
            if record.uncut is not None:
                record.uncut()
            record.compiled = True
            return old(*args, **kwargs)

        return compile

    patches.replace(torch, "compile", compiled)
    patches.replace(nn.Module, "compile", compiled)
