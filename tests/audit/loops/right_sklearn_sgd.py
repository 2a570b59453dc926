# n: 50
import numpy as np
from sklearn.linear_model import SGDClassifier

X = np.random.default_rng(0).normal(size=(50, 4))
y = (X[:, 0] > 0).astype(int)
clf = SGDClassifier(max_iter=7, tol=None, random_state=0)
clf.fit(X, y)
for _ in range(7):
    for row in X:
        count(row[None])
        stepped()
