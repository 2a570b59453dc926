# n: 60
import numpy as np
from sklearn.linear_model import SGDRegressor

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 3))
y = X @ [1.0, -2.0, 0.5]
model = SGDRegressor(learning_rate="constant", eta0=0.01)
for epoch in range(4):
    order = rng.permutation(60)
    for start in range(0, 60, 16):
        rows = order[start : start + 16]
        for row in X[rows]:
            count(row[None])
            stepped()
        model.partial_fit(X[rows], y[rows])
