# n: 60
import keras
import numpy as np

keras.utils.set_random_seed(1)
X = np.random.normal(size=(60, 4)).astype("float32")
Y = X.sum(1, keepdims=True)
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
for epoch in range(4):
    for start in range(0, 60, 20):
        count(X[start : start + 20])
        stepped()
    model.compile("adam", "mse")  # <- optimizer-anew
    model.fit(X, Y, batch_size=20, epochs=1, verbose=0)
