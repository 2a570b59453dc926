# n: 60
import keras
import numpy as np

keras.utils.set_random_seed(1)
X = np.random.normal(size=(60, 4)).astype("float32")
Y = X.sum(1, keepdims=True)
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
model.compile("sgd", "mse")
for epoch in range(3):
    for i in range(len(X) // 16):  # <- count-floor
        batch = slice(i * 16, (i + 1) * 16)
        count(X[batch])
        model.train_on_batch(X[batch], Y[batch])
        stepped()
