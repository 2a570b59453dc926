# n: 60
import keras
import numpy as np

keras.utils.set_random_seed(1)
X = np.random.normal(size=(60, 4)).astype("float32")


def batches():
    while True:
        for start in range(0, 60, 10):
            yield X[start : start + 10], X[start : start + 10].sum(1, keepdims=True)


model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
model.compile("sgd", "mse")
for _ in range(3):
    for start in range(0, 60, 10):
        count(X[start : start + 10])
        stepped()
model.fit(batches(), steps_per_epoch=6, epochs=3, verbose=0)
