"""Hook on skorch: its ``fit`` begins from new weights; PyTorch's hooks count what it does."""

import weakref
from typing import Any

from skorch import net

from autograder.audit import places
from autograder.audit.patching import Patches
from autograder.audit.record import Record


def hook(record: Record, patches: Patches) -> None:
    """Watch skorch from now on."""

    def fit(old: Any) -> Any:
        def fit(self: Any, *args: Any, **kwargs: Any) -> Any:
            if not self.warm_start:
                key = (id(self), places.here())
                ref, calls = record.noted.fits_anew.get(key, (None, 0))
                again = ref is not None and ref() is self
                record.noted.fits_anew[key] = (weakref.ref(self), calls + 1 if again else 1)
                if len(record.noted.fits_anew) > 256:
                    del record.noted.fits_anew[next(iter(record.noted.fits_anew))]
            return old(self, *args, **kwargs)

        return fit

    patches.replace(net.NeuralNet, "fit", fit)
