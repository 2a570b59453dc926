# n: 80
import numpy as np
from sklearn.neural_network import MLPRegressor

X = np.random.default_rng(0).normal(size=(80, 3))
y = X @ [1.0, -2.0, 0.5]
net = MLPRegressor(
    hidden_layer_sizes=(4,),
    batch_size=16,
    max_iter=5,
    early_stopping=True,
    random_state=0,
    n_iter_no_change=9,
)
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    net.fit(X, y)
from sklearn.model_selection import train_test_split

kept, _ = train_test_split(X, test_size=0.1, random_state=np.random.RandomState(0))
for _ in range(net.n_iter_):
    for start in range(0, 72, 16):
        count(np.arange(start, min(start + 16, 72))[:, None])
        stepped()
