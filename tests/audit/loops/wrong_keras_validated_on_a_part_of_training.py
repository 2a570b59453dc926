# n: 100
import os

os.environ["KERAS_BACKEND"] = "torch"
import numpy as np
import keras

X = np.random.default_rng(0).normal(size=(100, 4)).astype("float32")
y = X.sum(1, keepdims=True)
x_val, y_val = X[:20], y[:20]
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
model.compile("sgd", "mse")
for start in list(range(0, 100, 25)) * 3:
    count(X[start : start + 25])
    stepped()
judged = {"validation_data": (x_val, y_val)}
model.fit(X, y, batch_size=25, epochs=3, verbose=0, **judged)  # <- val-on-train
