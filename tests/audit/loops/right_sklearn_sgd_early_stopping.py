# n: 60
import numpy as np
from sklearn.linear_model import SGDClassifier

X = np.random.default_rng(0).normal(size=(60, 3))
y = (X[:, 0] > 0).astype(int)
clf = SGDClassifier(
    max_iter=6, tol=None, early_stopping=True, validation_fraction=0.25, random_state=0
)
clf.fit(X, y)
for _ in range(clf.n_iter_):
    for number in range(45):
        count(np.array([[number]]))
        stepped()
