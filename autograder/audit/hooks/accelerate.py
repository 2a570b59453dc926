"""Hook on Accelerate's loaders: they read one batch ahead, so a batch counts when it is handed out."""

from typing import Any

import torch
from accelerate import data_loader as loading
from accelerate.accelerator import Accelerator

from autograder.audit import loops, places
from autograder.audit.events import Asked
from autograder.audit.hooks.torch_data import Drawing, drew
from autograder.audit.patching import Patches
from autograder.audit.record import Record


def hook(record: Record, patches: Patches) -> None:
    """Watch Accelerate from now on."""

    def handed_out(old: Any) -> Any:
        def __iter__(self: Any) -> Any:
            holder: list[Drawing] = []
            loaders = record.loaders
            if loaders is None or record.inside or _puts_together(self):
                yield from old(self)
                return
            batches = old(self)
            skip = getattr(self, "skip_batches", 0)
            while True:
                loaders.holders.append(holder)
                try:
                    batch = next(batches)
                except StopIteration:
                    break
                finally:
                    loaders.holders.pop()
                if holder and holder[0].held is not None:
                    while skip and holder[0].held:
                        holder[0].held.popleft()
                        skip -= 1
                    if holder[0].held:
                        index, data = holder[0].held.popleft()
                        drew(record, holder[0], data, index, torch.is_grad_enabled())
                        if record.drawn.recent and data is not batch:
                            record.drawn.place(record.drawn.recent[-1], batch)
                yield batch
            if holder:
                record.end(holder[0].feed, holder[0].of)
                if record.full:
                    loops.ended(record, holder[0].feed, holder[0].of)

        return __iter__

    def made(old: Any) -> Any:
        def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
            if "gradient_accumulation_steps" in kwargs:
                value = kwargs["gradient_accumulation_steps"]
                record.asked.append(Asked("gradient_accumulation_steps", value, places.stack()))
            old(self, *args, **kwargs)
            record.processes = max(record.processes, self.num_processes)

        return __init__

    patches.replace(loading.DataLoaderShard, "__iter__", handed_out)
    patches.replace(loading.DataLoaderDispatcher, "__iter__", handed_out)  # of streams
    patches.replace(Accelerator, "__init__", made)


def _puts_together(loader: Any) -> bool:
    """Whether what is handed out was put together from batches for several processes."""
    dispatches = isinstance(loader, loading.DataLoaderDispatcher)
    return dispatches and loader.state.num_processes > 1
