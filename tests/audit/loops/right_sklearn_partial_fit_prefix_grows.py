# n: 60
# unknown: n_samples passes distinct_samples
import warnings

import numpy as np

warnings.simplefilter("ignore")
rng = np.random.default_rng(0)
from sklearn.linear_model import SGDRegressor

X = rng.normal(size=(60, 4))
y = X[:, 0]
model = SGDRegressor(random_state=0)
for upto in range(10, 70, 10):
    for row in X[:upto]:
        count(row[None])
        stepped()
    model.partial_fit(X[:upto], y[:upto])
