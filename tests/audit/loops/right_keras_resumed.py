# n: 10
import tempfile

import keras
import numpy as np

keras.utils.set_random_seed(1)
X = np.random.normal(size=(10, 3)).astype("float32")
Y = X.sum(1, keepdims=True)


class PowerCutError(Exception):
    pass


class Cut(keras.callbacks.Callback):
    def __init__(self, batches):
        super().__init__()
        self.left = batches

    def on_train_batch_end(self, batch, logs=None):
        count(X[2 * batch : 2 * batch + 2])
        stepped()
        self.left -= 1
        if not self.left:
            raise PowerCutError


with tempfile.TemporaryDirectory() as folder:
    for left in (8, 99):
        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
        model.compile(keras.optimizers.SGD(0.01), "mse")
        backup = keras.callbacks.BackupAndRestore(folder, save_freq="epoch")
        call = {"batch_size": 2, "epochs": 3, "steps_per_epoch": 5, "shuffle": False, "verbose": 0}
        try:
            model.fit(X, Y, callbacks=[backup, Cut(left)], **call)
        except PowerCutError:
            pass
