"""Functions that no student should write: whatever they return, a check must have an answer."""

import numpy as np

W = np.zeros(3)
ODD = [
    None,
    0,
    float("nan"),
    float("inf"),
    "x",
    [],
    {},
    True,
    object(),
    W,
    np.full(3, np.nan),
    np.zeros((2, 2)),
    (None, None),
    ("a", 5),
    (W, []),
    (W, [1.0]),
    (W, np.ones(9)),
    (W, {}),
    (W, {"train_loss": [], "val_loss": []}),
    (W, {"train_loss": [1.0], "val_loss": [None]}),
    (W, {"train_loss": np.ones((3, 2)), "val_loss": ["a"]}),
    (W, {"val_loss": [1.0], "samples_processed": [1]}),
    (np.array(["a"]), {"train_loss": [float("inf")], "val_loss": [-1.0]}),
    [(np.zeros((2, 3)), np.zeros(2))],
    [None],
    [[1, 2]],
]


def _silent(call, *args):
    try:
        return call(*args)
    except Exception:
        return None


def _returns(value):
    return lambda *args, **kwargs: value


def _calls_everything(value):
    def function(*args, **kwargs):
        empty = np.zeros((0, 3)), np.zeros(0)
        for thing in args:
            if callable(thing):
                for arguments in ((), args[:1], (0,), (args[0], *empty), args[:3]):
                    _silent(thing, *arguments)
            elif hasattr(thing, "__next__"):
                next(thing)
        return value

    return function


def _some_steps(value):
    def function(*args, **kwargs):
        batches = []
        for thing in args:
            if hasattr(thing, "__next__"):
                batches = [next(thing) for _ in range(4)]
            elif callable(thing):
                batches = _silent(thing) or batches
        for thing in filter(callable, args):
            for batch in batches:
                _silent(thing, args[0], *batch)
            _silent(thing, args[0])
        return value

    return function


def odd_functions():
    """Pairs (name, function): each odd value returned at once, after odd calls, after some steps."""
    for value in ODD:
        for kind in (_returns, _calls_everything, _some_steps):
            yield f"{kind.__name__} {value!r}", kind(value)
