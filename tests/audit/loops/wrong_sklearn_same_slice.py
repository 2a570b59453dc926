# n: 80
import warnings

import numpy as np

warnings.simplefilter("ignore")
rng = np.random.default_rng(0)
from sklearn.linear_model import SGDClassifier

X = rng.normal(size=(80, 4))
y = (X[:, 0] > 0).astype(int)
clf = SGDClassifier(random_state=0)
batch_size = 16
for epoch in range(3):
    for i in range(0, len(X), batch_size):
        for row in X[:batch_size]:
            count(row[None])
            stepped()
        clf.partial_fit(X[:batch_size], y[:batch_size], classes=[0, 1])  # <- restart
