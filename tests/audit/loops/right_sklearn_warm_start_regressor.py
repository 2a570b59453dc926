# n: 60
import warnings

import numpy as np

warnings.simplefilter("ignore")
rng = np.random.default_rng(0)
from sklearn.neural_network import MLPRegressor

X = rng.normal(size=(60, 4))
y = X[:, 0]
net = MLPRegressor(
    hidden_layer_sizes=(5,),
    solver="sgd",
    batch_size=20,
    max_iter=3,
    warm_start=True,
    tol=0.0,
    n_iter_no_change=99,
    random_state=0,
)
for call in range(2):
    for _ in range(3):
        for s in range(0, 60, 20):
            count(X[s : s + 20])
            stepped()
    net.fit(X, y)
