"""Hooks on what outlives a step in PyTorch: learning-rate schedules, and states that are kept and put back."""

import weakref
from typing import Any

import torch
from torch import nn
from torch.optim import lr_scheduler
from torch.optim import optimizer as optimizing

from autograder.audit import places
from autograder.audit.patching import Patches
from autograder.audit.record import Record
from autograder.audit.schedules import ScheduleRecord


def hook(record: Record, patches: Patches) -> None:
    """Watch every schedule and every checkpoint from now on."""
    _schedules(record, patches)
    _states(record, patches)


def _schedules(record: Record, patches: Patches) -> None:
    def made(old: Any) -> Any:
        def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
            record.scheduling += 1
            try:
                old(self, *args, **kwargs)
            finally:
                record.scheduling -= 1
            if not record.scheduling and not record.inside:
                known = ScheduleRecord(self, places.stack(), record.updates)
                target = getattr(self, "optimizer", None)
                inner = getattr(target, "optimizer", None)  # Accelerate wraps it
                known.owner = record.by_id.get(id(target)) or record.by_id.get(id(inner))
                record.schedules[id(self)] = known
                if len(record.schedules) > 256:
                    del record.schedules[next(iter(record.schedules))]

        return __init__

    def stepped(old: Any) -> Any:
        def step(self: Any, *args: Any, **kwargs: Any) -> Any:
            known = record.schedules.get(id(self))
            record.scheduling += 1
            try:
                found = old(self, *args, **kwargs)
            except ValueError as error:
                if known is not None:
                    known.overrun = "number of total steps is" in str(error)
                raise
            finally:
                record.scheduling -= 1
            if known is not None and known.ref() is self:
                if record.scheduling:
                    known.inner = True
                else:
                    place = places.here() if record.full or known.ticks < 2 else None
                    known.tick(place, record.updates, told=bool(args or kwargs))
                    record.ticks += 1
            return found

        return step

    for kind in _kinds(lr_scheduler.LRScheduler):
        if "__init__" in kind.__dict__:
            patches.replace(kind, "__init__", made)
        if "step" in kind.__dict__:
            patches.replace(kind, "step", stepped)


def _kinds(kind: Any) -> list[Any]:
    found = [kind]
    for below in kind.__subclasses__():
        found += _kinds(below)
    return found


def _states(record: Record, patches: Patches) -> None:
    """Checkpoints: weights that are kept by reference, and weights that are put back."""

    def kept(old: Any) -> Any:
        def state_dict(self: Any, *args: Any, **kwargs: Any) -> Any:
            found = old(self, *args, **kwargs)
            if not record.inside and record.updates:
                one = _one_of(found)
                if one is not None:  # a shallow copy has the very same tensors
                    seen = (weakref.ref(one), record.updates, places.here())
                    record.noted.kept_states[id(one)] = seen
                if len(record.noted.kept_states) > 64:
                    del record.noted.kept_states[next(iter(record.noted.kept_states))]
            return found

        return state_dict

    def loaded(old: Any) -> Any:
        def load_state_dict(self: Any, state: Any, *args: Any, **kwargs: Any) -> Any:
            if not record.inside:
                one = _one_of(state)
                ref, when, place = record.noted.kept_states.get(id(one), (None, 0, None))
                known = ref is not None and ref() is one and _same_memory(self, state)
                if known and place is not None and when < record.updates:
                    record.noted.loads_of_itself.append(
                        (when, record.updates, place, places.here())
                    )
                for optimizer in record.optimizers:
                    optimizer.used.clear()
                record.noted.loads.append((record.updates, weakref.ref(self), places.here()))
                del record.noted.loads[:-256]
            return old(self, state, *args, **kwargs)

        return load_state_dict

    patches.replace(nn.Module, "state_dict", kept)
    patches.replace(nn.Module, "load_state_dict", loaded)

    def noting(old: Any) -> Any:
        def load_state_dict(self: Any, *args: Any, **kwargs: Any) -> Any:
            for known in (record.schedules.get(id(self)), record.by_id.get(id(self))):
                if known is not None:
                    known.loaded = True
            return old(self, *args, **kwargs)

        return load_state_dict

    for kind in (*_kinds(lr_scheduler.LRScheduler), optimizing.Optimizer):
        if "load_state_dict" in kind.__dict__:
            patches.replace(kind, "load_state_dict", noting)


def _one_of(state: Any) -> Any:
    """A tensor of a state, or None."""
    values = state.values() if isinstance(state, dict) else ()
    return next((value for value in values if isinstance(value, torch.Tensor)), None)


def _same_memory(module: Any, state: Any) -> bool:
    """Whether every tensor of the state lies in the very memory of the module's own parameters."""
    if not isinstance(state, dict) or not state:
        return False
    own = {p.data_ptr() for p in module.parameters()}
    held = [v.data_ptr() for v in state.values() if isinstance(v, torch.Tensor) and v.numel()]
    return bool(own) and own <= set(held)
