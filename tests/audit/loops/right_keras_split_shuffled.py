# n: 100
import keras
import numpy as np

keras.utils.set_random_seed(1)
y = np.random.permutation(np.repeat(np.arange(5), 20))
X = np.random.normal(size=(100, 4)).astype("float32")
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(5)])
model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
for _ in range(2):
    for start in range(0, 80, 16):
        count(X[start : min(start + 16, 80)])
        stepped()
model.fit(X, y, batch_size=16, epochs=2, validation_split=0.2, verbose=0)
