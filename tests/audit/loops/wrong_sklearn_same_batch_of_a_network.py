# n: 90
import warnings

import numpy as np

warnings.simplefilter("ignore")
rng = np.random.default_rng(0)
from sklearn.neural_network import MLPClassifier

X = rng.normal(size=(90, 4))
y = (X[:, 0] > 0).astype(int)
mlp = MLPClassifier(hidden_layer_sizes=(6,), random_state=0)
size, n_batches = 30, 3
for epoch in range(4):
    for b in range(n_batches):
        xb, yb = X[0:size], y[0:size]
        count(xb)
        stepped()
        mlp.partial_fit(xb, yb, classes=[0, 1])  # <- restart
