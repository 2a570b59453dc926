# n: 50
import numpy as np
from sklearn.linear_model import SGDClassifier

X = np.random.default_rng(0).normal(size=(50, 4))
y = (X[:, 0] > 0).astype(int)
clf = SGDClassifier(max_iter=1, tol=None, random_state=0)
for epoch in range(6):
    clf.fit(X, y)  # <- fit-forgets
    for row in X:
        count(row[None])
        stepped()
