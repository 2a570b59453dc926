# n: 60
import keras
import numpy as np

keras.utils.set_random_seed(1)
X = np.random.normal(size=(60, 4)).astype("float32")
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
model.compile("sgd", "mse")
for epoch in range(2):
    for start in range(0, 60, 20):
        x = X[start : start + 20]
        count(x)
        model.train_on_batch(x, x.sum(1, keepdims=True))
        stepped()
