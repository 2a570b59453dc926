# n: 70
import numpy as np
from sklearn.linear_model import SGDClassifier

rng = np.random.default_rng(0)
X = rng.normal(size=(70, 4))
y = (X[:, 0] > 0).astype(int)
clf = SGDClassifier(random_state=0)
bs = 16
for epoch in range(4):
    for i in range(len(X) // bs):  # <- count-floor
        sl = slice(i * bs, (i + 1) * bs)
        for row in X[sl]:
            count(row[None])
            stepped()
        clf.partial_fit(X[sl], y[sl], classes=[0, 1])
