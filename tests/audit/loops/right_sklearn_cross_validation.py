# n: 60

import numpy as np
from sklearn.linear_model import SGDClassifier

X = np.random.default_rng(0).normal(size=(60, 4))
y = (X[:, 0] > 0).astype(int)
clf = SGDClassifier(max_iter=5, tol=None, random_state=0)
for fold in range(3):
    held = np.arange(60) % 3 == fold
    clf.fit(X[~held], y[~held])
    print(clf.score(X[held], y[held]))
    for _ in range(5):
        for row in X[~held]:
            count(row[None])
            stepped()
