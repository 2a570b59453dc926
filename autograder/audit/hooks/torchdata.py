"""Hook on torchdata's StatefulDataLoader, which has an ``__iter__`` and iterators of its own.

The state that it gives away is that of its sampler's iterator: nothing may be put in that one's place. So the numbers
are noted as its iterators ask for them. A loader that goes on from a state asks for batches before its first, too.
"""

from collections import deque
from typing import Any

from torchdata.stateful_dataloader import stateful_dataloader as stateful

from autograder.audit.hooks.torch_data import watch
from autograder.audit.patching import Patches
from autograder.audit.record import Record


class Sent(deque[Any]):
    """The numbers of the batches that were asked for and have not come back: an iterator over them."""

    def __next__(self) -> Any:
        if not self:
            raise StopIteration
        return self.popleft()


def hook(record: Record, patches: Patches) -> None:
    """Watch every StatefulDataLoader from now on."""

    def begins(old: Any) -> Any:
        def begin(self: Any, *args: Any, **kwargs: Any) -> None:
            self.__dict__["_audit_numbers"] = Sent()
            old(self, *args, **kwargs)

        return begin

    def asks(old: Any) -> Any:
        def _next_index(self: Any) -> Any:
            index = old(self)
            sent = self.__dict__.get("_audit_numbers")
            if sent is not None:  # None: it was made before the audit
                sent.append(index)
            return index

        return _next_index

    watch(record.loaders, patches, stateful.StatefulDataLoader)
    patches.replace(stateful._StatefulBaseDataLoaderIter, "__init__", begins)
    patches.replace(stateful._StatefulBaseDataLoaderIter, "_reset", begins)
    patches.replace(stateful._StatefulBaseDataLoaderIter, "_next_index", asks)
