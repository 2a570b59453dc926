#!/usr/bin/env bash
# Keras 3.15.1 (NumPy as its backend), optax 0.2.8
#
# A loss that stands still for 12 epochs, ReduceLROnPlateau(patience=2, factor=0.5) with a cooldown of 0, 1 and 2; optax's
# reduce_on_plateau beside it.
# Expected: cooldown is the "number of epochs to wait before resuming normal operation after the learning rate has been
#   reduced": the rate is halved every 2, 3 and 4 epochs, as in optax.
# Seen: every 2, 2 and 3 epochs. The epoch in which the waiting ends is counted as one without improvement already: a cooldown
#   of 1 is none.
# Why it matters here: patience and cooldown are counted in epochs, and after 12 of them the rate is another.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet keras==3.15.1 optax==0.2.8 jax==0.10.2 numpy==2.4.6
export KERAS_BACKEND=numpy
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version

import jax.numpy as jnp
import keras
from optax.contrib import reduce_on_plateau


def gaps(rates):
    falls = [epoch for epoch in range(1, len(rates)) if rates[epoch] < rates[epoch - 1]]
    return {later - earlier for earlier, later in zip(falls, falls[1:])}


def by_keras(cooldown):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(1.0), "mse")
    plateau = keras.callbacks.ReduceLROnPlateau(monitor="loss", mode="min", patience=2, factor=0.5, cooldown=cooldown)
    plateau.set_model(model)
    plateau.on_train_begin()
    rates = []
    for epoch in range(12):
        plateau.on_epoch_end(epoch, {"loss": 1.0})
        rates.append(float(model.optimizer.learning_rate))
    return gaps(rates)


def by_optax(cooldown):
    plateau = reduce_on_plateau(patience=2, factor=0.5, cooldown=cooldown)
    weight = jnp.zeros(())
    state, rates = plateau.init(weight), []
    for _ in range(12):
        _, state = plateau.update(weight, state, value=jnp.ones(()))
        rates.append(float(state.scale))
    return gaps(rates)


print("keras", keras.__version__, "optax", version("optax"))
print("expected, epochs between two falls by cooldown: {0: {2}, 1: {3}, 2: {4}}")
seen = {cooldown: by_keras(cooldown) for cooldown in (0, 1, 2)}
print("seen: Keras", seen)
beside = {cooldown: by_optax(cooldown) for cooldown in (0, 1, 2)}
print("seen: optax", beside)
assert seen == {0: {2}, 1: {2}, 2: {3}}
assert beside == {0: {2}, 1: {3}, 2: {4}}
PYTHON
