# n: 60
import numpy as np
import warnings
from sklearn.neural_network import MLPClassifier

warnings.simplefilter("ignore")
rng = np.random.default_rng(0)
X = rng.normal(size=(60, 4))
y = (X[:, 0] > 0).astype(int)
mlp = MLPClassifier(hidden_layer_sizes=(8,), max_iter=1, batch_size=16, random_state=0)
for epoch in range(5):
    for start in range(0, len(X), 16):
        count(X[start : start + 16])
        stepped()
    mlp.fit(X, y)  # <- fit-forgets
    print(epoch, mlp.score(X, y))
