# n: 100
import keras
import numpy as np

keras.utils.set_random_seed(1)
X = np.random.normal(size=(100, 4)).astype("float32")
y = X.sum(1, keepdims=True)
for _ in range(4):
    for s in range(0, 100, 20):
        count(X[s : s + 20])
        stepped()
lr = keras.optimizers.schedules.PiecewiseConstantDecay([10, 15], [0.1, 0.01, 0.001])
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
model.compile(keras.optimizers.SGD(lr), "mse")
model.fit(X, y, batch_size=20, epochs=4, verbose=0)
