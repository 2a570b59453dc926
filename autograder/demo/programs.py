"""The programs of the demo's class, each as a student might have typed it. Names say what is in them."""

STEPS_CEIL = """\
import math

def steps_per_epoch(n_samples, batch_size, drop_last=False):
    if drop_last:
        return n_samples // batch_size
    return math.ceil(n_samples / batch_size)"""

STEPS_NEGATED = """\
def steps_per_epoch(n_samples, batch_size, drop_last=False):
    return n_samples // batch_size if drop_last else -(-n_samples // batch_size)"""

STEPS_DIVMOD = """\
def steps_per_epoch(n_samples, batch_size, drop_last=False):
    full, tail = divmod(n_samples, batch_size)
    if tail > 0 and not drop_last:
        full += 1
    return full"""

STEPS_RANGE = """\
def steps_per_epoch(n_samples, batch_size, drop_last=False):
    end = n_samples - n_samples % batch_size if drop_last else n_samples
    return len(range(0, end, batch_size))"""

STEPS_SUBTRACT = """\
def steps_per_epoch(n_samples, batch_size, drop_last=False):
    steps = 0
    while n_samples >= batch_size:
        n_samples -= batch_size
        steps += 1
    return steps + bool(n_samples and not drop_last)"""

STEPS_NOISY = """\
import math
import warnings

def steps_per_epoch(n_samples, batch_size, drop_last=False):
    warnings.warn("still thinking about this one")
    print("n =", n_samples, "B =", batch_size)
    return n_samples // batch_size if drop_last else math.ceil(n_samples / batch_size)"""

STEPS_FLOOR = """\
def steps_per_epoch(n_samples, batch_size, drop_last=False):
    return n_samples // batch_size"""

STEPS_PLUS_ONE = """\
def steps_per_epoch(n_samples, batch_size, drop_last=False):
    if drop_last:
        return n_samples // batch_size
    return n_samples // batch_size + 1"""

STEPS_KEEPS_TAIL = """\
import math

def steps_per_epoch(n_samples, batch_size, drop_last=False):
    return math.ceil(n_samples / batch_size)"""

ACCOUNT = """\
def account(n_samples, batch_size, num_epochs, drop_last=False):
    steps = n_samples // batch_size if drop_last else -(-n_samples // batch_size)
    used = steps * batch_size if drop_last else n_samples
    return {
        "steps_per_epoch": steps,
        "updates": steps * num_epochs,
        "samples_processed": used * num_epochs,
        "passes": used * num_epochs / n_samples,
    }"""

ACCOUNT_BY_HAND = """\
def account(n_samples, batch_size, num_epochs, drop_last=False):
    tail = n_samples % batch_size
    full = n_samples // batch_size
    result = {}
    result["steps_per_epoch"] = full if drop_last or tail == 0 else full + 1
    result["updates"] = result["steps_per_epoch"] * num_epochs
    result["samples_processed"] = (n_samples - (tail if drop_last else 0)) * num_epochs
    result["passes"] = result["samples_processed"] / n_samples
    return result"""

ACCOUNT_LOOP = """\
def account(n_samples, batch_size, num_epochs, drop_last=False):
    updates = samples = 0
    for epoch in range(num_epochs):
        for start in range(0, n_samples, batch_size):
            size = min(batch_size, n_samples - start)
            if drop_last and size < batch_size:
                continue
            updates += 1
            samples += size
    return dict(steps_per_epoch=updates // num_epochs, updates=updates,
                samples_processed=samples, passes=samples / n_samples)"""

ACCOUNT_PER_EPOCH = """\
def account(n_samples, batch_size, num_epochs, drop_last=False):
    steps = n_samples // batch_size if drop_last else -(-n_samples // batch_size)
    used = steps * batch_size if drop_last else n_samples
    return {
        "steps_per_epoch": steps,
        "updates": num_epochs,
        "samples_processed": used * num_epochs,
        "passes": used * num_epochs / n_samples,
    }"""

ACCOUNT_FULL_TAIL = """\
def account(n_samples, batch_size, num_epochs, drop_last=False):
    steps = n_samples // batch_size if drop_last else -(-n_samples // batch_size)
    updates = steps * num_epochs
    return {
        "steps_per_epoch": steps,
        "updates": updates,
        "samples_processed": updates * batch_size,
        "passes": updates * batch_size / n_samples,
    }"""

BATCHES_SLICES = """\
def minibatches(X, y, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start:start + batch_size]
        if drop_last and len(batch) < batch_size:
            break
        yield X[batch], y[batch]"""

BATCHES_LIST = """\
def minibatches(X, y, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    end = len(X) - len(X) % batch_size if drop_last else len(X)
    return [(X[order[i:i + batch_size]], y[order[i:i + batch_size]]) for i in range(0, end, batch_size)]"""

BATCHES_WHILE = """\
def minibatches(X, y, batch_size, rng, drop_last=False):
    left = rng.permutation(len(X))
    batches = []
    while len(left) > 0:
        batch, left = left[:batch_size], left[batch_size:]
        if len(batch) == batch_size or not drop_last:
            batches.append((X[batch], y[batch]))
    return batches"""

BATCHES_SPLIT = """\
import numpy as np

def minibatches(X, y, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    for batch in np.split(order, range(batch_size, len(X), batch_size)):
        if len(batch) == batch_size or not drop_last:
            yield X[batch], y[batch]"""

BATCHES_SHUFFLED_LIST = """\
def minibatches(X, y, batch_size, rng, drop_last=False):
    samples = list(range(len(X)))
    rng.shuffle(samples)
    batch = []
    for sample in samples:
        batch.append(sample)
        if len(batch) == batch_size:
            yield X[batch], y[batch]
            batch = []
    if batch and not drop_last:
        yield X[batch], y[batch]"""

BATCHES_KEYS = """\
import numpy as np

def minibatches(X, y, batch_size, rng, drop_last=False):
    order = np.argsort(rng.random(len(X)))
    X, y = X[order], y[order]
    n = len(X) // batch_size * batch_size if drop_last else len(X)
    for i in range(0, n, batch_size):
        yield X[i:min(i + batch_size, n)], y[i:min(i + batch_size, n)]"""

BATCHES_STORED = """\
def minibatches(X, y, batch_size, rng, drop_last=False):
    for start in range(0, len(X), batch_size):
        if drop_last and start + batch_size > len(X):
            break
        yield X[start:start + batch_size], y[start:start + batch_size]"""

BATCHES_RESEEDED = """\
import numpy as np

def minibatches(X, y, batch_size, rng, drop_last=False):
    rng = np.random.default_rng(0)
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start:start + batch_size]
        if drop_last and len(batch) < batch_size:
            break
        yield X[batch], y[batch]"""

BATCHES_NO_TAIL = """\
def minibatches(X, y, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    for k in range(len(X) // batch_size):
        batch = order[k * batch_size:(k + 1) * batch_size]
        yield X[batch], y[batch]"""

BATCHES_APART = """\
def minibatches(X, y, batch_size, rng, drop_last=False):
    X = X[rng.permutation(len(X))]
    y = y[rng.permutation(len(y))]
    for start in range(0, len(X), batch_size):
        if drop_last and start + batch_size > len(X):
            break
        yield X[start:start + batch_size], y[start:start + batch_size]"""

BATCHES_ENDLESS = """\
def minibatches(X, y, batch_size, rng, drop_last=False):
    order = rng.permutation(len(X))
    batches = []
    start = 0
    while start < len(X):
        batch = order[start:start + batch_size]
        batches.append((X[batch], y[batch]))
    return batches"""
