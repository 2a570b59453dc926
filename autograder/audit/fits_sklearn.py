"""The account of scikit-learn's MLP* and SGD* estimators, over all their fits."""

import ast
import math
import weakref
from collections import Counter
from typing import Any

import numpy as np

from autograder.audit import places, source
from autograder.audit.cuts import CutBatches
from autograder.audit.data import row_hashes
from autograder.audit.findings import Finding, fact, mistake
from autograder.audit.guard import guarded
from autograder.audit.places import Place
from autograder.audit.record import Record

MOST_FITS = 100_000
ENOUGH = 3


class SklearnFit:
    """All calls of one estimator's ``fit`` and ``partial_fit`` from one line."""

    def __init__(
        self, owner: "SklearnFits", estimator: Any, method: str, place: Place | None
    ) -> None:
        self.owner, self.estimator = owner, weakref.ref(estimator)
        self.name, self.method, self.place = type(estimator).__name__, method, place
        self.sizes: Counter[int] | None = Counter()
        self.updates: int | None = 0
        self.calls = 0
        self.contents: list[int] = []
        self.lengths: set[int] = set()
        self.newest = 0  # rows given to the newest call
        self.kept: int | None = None  # of them, those that early stopping did not hold out
        self.made = 0  # optimizers
        self.used_between = 0
        self.used_since_last = False
        self.settings: set[str] = set()
        self.rows: set[int] | None = set()
        self.limit_reached = False
        self.cuts = CutBatches()

    @property
    def n(self) -> int | None:
        if self.method == "partial_fit" and (whole := self.cuts.n(self.place)) is not None:
            return whole
        if len(self.lengths) == 1 and len(set(self.contents)) <= 1:
            return next(iter(self.lengths))
        return None if self.rows is None else len(self.rows)

    def findings(self) -> list[Finding]:
        cut = (self.cuts.lost(self.place), self.cuts.same(self.place))
        by_parts = cut if self.method == "partial_fit" else ()
        found = (self._forgets(), self._anew(), self._limit(), *by_parts)
        return [one for one in found if one is not None]

    def _forgets(self) -> Finding | None:
        """Each ``fit`` begins from scratch, and nothing was done with the ones before the last."""
        estimator = self.estimator()
        warm = getattr(estimator, "warm_start", False)
        if self.method != "fit" or self.calls < ENOUGH or warm or len(self.settings) > 1:
            return None
        parts = len(set(self.contents))
        epochs = parts == 1 and loops_over_epochs(self.place)
        if not epochs and (self.used_between or not only_fits(self.place)):
            return None
        return mistake(
            "fit-forgets",
            self.place,
            f"fit was called {self.calls} times on one {self.name}, "
            + (f"with {parts} different parts of the data" if parts > 1 else "with the same data")
            + ": each call begins again from new weights, so that only the last one counts.",
            "Call partial_fit for each part, or fit once on everything.",
        )

    def _anew(self) -> Finding | None:
        """``warm_start`` keeps the weights; the optimizer's memory is made anew at each fit."""
        estimator = self.estimator()
        if estimator is None:
            return None
        warm = getattr(estimator, "warm_start", False)
        plain = getattr(estimator, "solver", "") == "sgd" and not getattr(estimator, "momentum", 0)
        if (
            not warm
            or self.made < ENOUGH
            or plain
            or len(set(self.contents)) > 1
            or len(self.settings) > 1
        ):
            return None
        if getattr(estimator, "max_iter", 0) > 5:
            return None
        return mistake(
            "optimizer-anew",
            self.place,
            f"fit was called {self.calls} times with warm_start: the weights went on, and the "
            f"{estimator.solver} optimizer was "
            f"made anew {self.made} times, without what it remembered.",
            "Call partial_fit, which keeps the optimizer, or fit once with more max_iter.",
        )

    def _limit(self) -> Finding | None:
        if not self.limit_reached or self.method != "fit":
            return None
        return fact(
            "max-iter",
            self.place,
            f"{self.name} ended at max_iter ({getattr(self.estimator(), 'max_iter', None)} epochs) "
            "and had not converged.",
        )


def loops_over_epochs(place: Place | None) -> bool:
    """Whether the loop around a line calls what it counts epochs."""
    around = source.loops_around(place)
    loop = around[0] if around else None
    return isinstance(loop, ast.For) and "epoch" in ast.unparse(loop.target).lower()


def only_fits(place: Place | None) -> bool:
    """Whether the loop around a call of ``fit`` does nothing else with the estimator."""
    around = source.loops_around(place)
    here = source.statement(place)
    if not around or here is None:
        return False
    names = [
        target.id
        for call in ast.walk(here)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "fit"
        if isinstance(target := call.func.value, ast.Name)
    ]
    if len(names) != 1:
        return False
    body = [part for part in around[0].body if part is not here]
    return not any(source.mentions(part, names[0]) for part in body)


class SklearnFits:
    """What the estimators of one run do; their updates go to the call that is being made."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.by_call: dict[tuple[int, str, Place | None], SklearnFit] = {}
        self.now: SklearnFit | None = None
        self.depth = 0

    def watched(self, old: Any, method: str) -> Any:
        def call(estimator: Any, X: Any, *args: Any, **kwargs: Any) -> Any:
            if self.depth or self.record.inside:
                return old(estimator, X, *args, **kwargs)
            fit = self._begin(estimator, X, method)
            if fit is None:
                return old(estimator, X, *args, **kwargs)
            before = getattr(estimator, "t_", 1.0) if method == "partial_fit" else 1.0
            self.depth, self.now = 1, fit
            try:
                return old(estimator, X, *args, **kwargs)
            finally:
                self.depth, self.now = 0, None
                self._end(estimator, fit, before)

        return call

    def used(self, old: Any) -> Any:
        """``predict`` and ``score``: a use of what was fitted."""

        def call(estimator: Any, *args: Any, **kwargs: Any) -> Any:
            if not self.depth:
                for fit in self.by_call.values():
                    if fit.estimator() is estimator:
                        fit.used_since_last = True
            return old(estimator, *args, **kwargs)

        return call

    @guarded
    def batch(self, estimator: Any, X: Any) -> None:
        if self.now is not None and self.now.sizes is not None:
            self.now.sizes[X.shape[0]] += 1

    @guarded
    def update(self) -> None:
        if self.now is not None and self.now.updates is not None:
            self.now.updates += 1

    @guarded
    def optimizer_made(self) -> None:
        if self.now is not None:
            self.now.made += 1

    @guarded
    def _begin(self, estimator: Any, X: Any, method: str) -> SklearnFit | None:
        place = places.here()
        key = (id(estimator), method, place)
        fit = self.by_call.get(key)
        if fit is None or fit.estimator() is not estimator:
            fit = self.by_call[key] = SklearnFit(self, estimator, method, place)
            self.record.fits.append(fit)
        elif fit.used_since_last:
            fit.used_between += 1
        fit.used_since_last = False
        fit.calls += 1
        if len(fit.settings) < 8:
            fit.settings.add(str(estimator.get_params()))
        fit.cuts.add(X)
        n = X.shape[0] if hasattr(X, "shape") else len(X)
        fit.newest = n
        fit.lengths.add(n)
        if fit.rows is not None:
            hashes = _hashes(X)
            if hashes is None or len(fit.rows) > 200_000:
                fit.rows = None
            else:
                fit.rows.update(hashes)
                if len(fit.contents) < MOST_FITS:
                    fit.contents.append(hash(tuple(hashes)))
        return fit

    @guarded
    def _end(self, estimator: Any, fit: SklearnFit, before: float) -> None:
        iterations = getattr(estimator, "n_iter_", None)
        if "SGD" in fit.name:
            done = round(getattr(estimator, "t_", before) - before)
            if held := _held_out(estimator, fit.newest):  # t_ counts those rows, too
                done = done // fit.newest * (fit.newest - held)
            if fit.updates is not None and fit.sizes is not None:
                fit.updates += done
                if done:
                    fit.sizes[1] += done
        elif getattr(estimator, "solver", "") == "lbfgs":
            fit.updates = None
            fit.sizes = None
        if getattr(estimator, "early_stopping", False):
            different = fit.rows is not None and len(fit.rows) == fit.newest
            once = fit.calls == 1 and different and iterations and fit.sizes
            fit.kept = fit.newest - _held_out(estimator, fit.newest) if once else None
            fit.rows = None
        limit = getattr(estimator, "max_iter", None)
        warm = getattr(estimator, "warm_start", False)
        fit.limit_reached = bool(iterations == limit and fit.method == "fit" and not warm)


def _held_out(estimator: Any, n: int) -> int:
    """How many of n samples an estimator keeps from its own training, to see when to stop."""
    if not getattr(estimator, "early_stopping", False):
        return 0
    fraction = getattr(estimator, "validation_fraction", 0)
    return math.ceil(fraction * n) if isinstance(fraction, float) else 0


def _hashes(X: Any) -> list[int] | None:
    """One hash for each row, in pieces that are small enough."""
    if not isinstance(X, np.ndarray) or X.dtype == object or len(X) > 200_000:
        return None
    found: list[int] = []
    step = max(1, (1 << 20) // max(1, X[:1].nbytes)) if len(X) else 1
    for start in range(0, len(X), step):
        part = row_hashes(X[start : start + step])
        if part is None:
            return None
        found += part
    return found
