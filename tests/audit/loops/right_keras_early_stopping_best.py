# n: 60
import keras
import numpy as np

keras.utils.set_random_seed(1)
X = np.random.normal(size=(60, 4)).astype("float32")
y = X.sum(1, keepdims=True)


class Ends(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        for s in range(0, 48, 12):
            count(X[s : s + 12])
            stepped()


model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
model.compile(keras.optimizers.SGD(0.0), "mse")
stop = keras.callbacks.EarlyStopping(patience=2, restore_best_weights=True)
model.fit(X, y, batch_size=12, epochs=20, validation_split=0.2, callbacks=[stop, Ends()], verbose=0)
