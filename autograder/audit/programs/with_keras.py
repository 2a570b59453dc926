import os

os.environ.setdefault("KERAS_BACKEND", "torch")
import keras
import numpy as np

keras.utils.set_random_seed(0)
rng = np.random.default_rng(0)
X = rng.normal(size=(60, 8)).astype("float32")
y = X.sum(axis=1, keepdims=True)


def batches():
    for start in range(0, 60, 10):
        yield X[start : start + 10], y[start : start + 10]


schedule = keras.optimizers.schedules.CosineDecay(0.05, decay_steps=3)
model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(1)])
model.compile(keras.optimizers.SGD(schedule), "mse")
model.fit(batches(), steps_per_epoch=100, epochs=3, verbose=0)
