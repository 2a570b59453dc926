# n: 50
import keras
import numpy as np

keras.utils.set_random_seed(1)
X = np.random.normal(size=(50, 4)).astype("float32")
Y = X.sum(1, keepdims=True)
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
model.compile("adam", "mse")
for _ in range(2):  # two epochs make one pass: six batches, and the seventh
    for start in range(0, 50, 8):
        count(X[start : start + 8])
        stepped()
steps = len(X) // 8
model.fit(X, Y, batch_size=8, steps_per_epoch=steps, epochs=4, verbose=0)  # <- spe-data
