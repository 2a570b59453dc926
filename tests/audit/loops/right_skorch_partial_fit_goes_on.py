# n: 60
from skorch import NeuralNetRegressor
import numpy as np
from torch import nn

X = np.random.default_rng(0).normal(size=(60, 4)).astype("float32")


class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(4, 1)

    def forward(self, X):
        count(X) if self.training else None
        return self.l(X)


net = NeuralNetRegressor(
    M,
    max_epochs=1,
    lr=0.01,
    batch_size=16,
    train_split=None,
    iterator_train__shuffle=True,
    verbose=0,
)
for round_ in range(4):
    net.partial_fit(X, X[:, :1])
