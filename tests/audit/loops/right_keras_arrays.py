# n: 70
import keras
import numpy as np

keras.utils.set_random_seed(1)
X = np.random.normal(size=(70, 4)).astype("float32")
Y = X.sum(1, keepdims=True)
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
model.compile("adam", "mse")
for _ in range(3):
    for start in range(0, 70, 16):
        count(X[start : start + 16])
        stepped()
model.fit(X, Y, batch_size=16, epochs=3, verbose=0, validation_data=(X[:10] + 5, Y[:10]))
