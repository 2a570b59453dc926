# n: 16
import keras
import numpy as np

keras.utils.set_random_seed(1)
X = np.random.normal(size=(16, 4)).astype("float32")
y = X.sum(1, keepdims=True)
for _ in range(5):
    count(X)
    stepped()
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
model.compile("adam", "mse")
model.fit(X, y, batch_size=16, epochs=5, validation_data=(X, y), verbose=0)
