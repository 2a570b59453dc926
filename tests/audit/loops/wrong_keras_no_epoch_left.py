# n: 48
import keras
import numpy as np

keras.utils.set_random_seed(1)
X = np.random.normal(size=(48, 4)).astype("float32")
Y = X.sum(1, keepdims=True)
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
model.compile("adam", "mse")
for _ in range(3):
    for start in range(0, 48, 16):
        count(X[start : start + 16])
        stepped()
model.fit(X, Y, batch_size=16, epochs=3, verbose=0)
model.fit(X, Y, batch_size=16, epochs=3, initial_epoch=3, verbose=0)  # <- initial-epoch
