# n: 60
import keras
import numpy as np

keras.utils.set_random_seed(1)
x_train = np.random.normal(size=(60, 4)).astype("float32")
y_train = x_train.sum(1, keepdims=True)
for _ in range(3):
    for s in range(0, 60, 20):
        count(x_train[s : s + 20])
        stepped()
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
model.compile("sgd", "mse")
model.fit(  # <- val-on-train
    x_train, y_train, batch_size=20, epochs=3, validation_data=(x_train, y_train), verbose=0
)
