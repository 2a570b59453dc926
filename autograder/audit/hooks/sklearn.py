"""Hooks on scikit-learn's estimators that train by stochastic gradient descent: MLP* and SGD*."""

from functools import partial
from typing import Any

import sklearn

from autograder.audit.fits import SklearnFits
from autograder.audit.patching import Patches
from autograder.audit.record import Record


def hook(record: Record, patches: Patches) -> None:
    """Watch scikit-learn from now on; each part as soon as it is imported."""
    record.libraries.add(f"scikit-learn {sklearn.__version__}")
    seen = SklearnFits(record)

    def networks() -> None:
        from sklearn.neural_network import _multilayer_perceptron as networks
        from sklearn.neural_network import _stochastic_optimizers as optimizers

        def backprop(old: Any) -> Any:
            def _backprop(self: Any, X: Any, *args: Any, **kwargs: Any) -> Any:
                seen.batch(self, X)
                return old(self, X, *args, **kwargs)

            return _backprop

        def update(old: Any) -> Any:
            def update_params(self: Any, *args: Any, **kwargs: Any) -> Any:
                seen.update()
                return old(self, *args, **kwargs)

            return update_params

        def made(old: Any) -> Any:
            def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
                seen.optimizer_made()
                old(self, *args, **kwargs)

            return __init__

        patches.replace(networks.BaseMultilayerPerceptron, "_backprop", backprop)
        patches.replace(optimizers.BaseOptimizer, "update_params", update)
        patches.replace(optimizers.BaseOptimizer, "__init__", made)
        for kind in (
            networks.BaseMultilayerPerceptron,
            networks.MLPClassifier,
            networks.MLPRegressor,
        ):
            _watch(kind)

    def linear() -> None:
        from sklearn.linear_model import _stochastic_gradient as linear

        for kind in (linear.BaseSGDClassifier, linear.BaseSGDRegressor, linear.SGDClassifier):
            _watch(kind)

    def _watch(kind: Any) -> None:
        for name in ("fit", "partial_fit"):
            method = kind.__dict__.get(name)
            if method is None:
                continue
            # A method that only some settings have is a descriptor around the function.
            owner, attribute = (method, "fn") if hasattr(method, "fn") else (kind, name)
            patches.replace(owner, attribute, partial(seen.watched, method=name))
        for name in ("predict", "score", "predict_proba", "decision_function"):
            if name in kind.__dict__:
                patches.replace(kind, name, seen.used)

    patches.when_imported("sklearn.neural_network", networks)
    patches.when_imported("sklearn.linear_model", linear)

    from sklearn import base

    for mixin in (base.ClassifierMixin, base.RegressorMixin):
        patches.replace(mixin, "score", seen.used)
