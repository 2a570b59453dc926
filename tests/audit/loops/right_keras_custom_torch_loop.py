# n: 48
import keras
import torch
from torch.utils.data import DataLoader, TensorDataset

keras.utils.set_random_seed(1)
X = torch.randn(48, 4)
Y = X.sum(1, keepdim=True)
model = keras.Sequential(
    [
        keras.Input((4,)),
        keras.layers.Dense(8, activation="relu"),
        keras.layers.Dropout(0.3),
        keras.layers.Dense(1),
    ]
)
opt = torch.optim.Adam(
    [v.value for v in model.trainable_variables]
    if hasattr(model.trainable_variables[0], "value")
    else model.parameters(),
    1e-2,
)
for epoch in range(3):
    for x, y in DataLoader(TensorDataset(X, Y), batch_size=16, shuffle=True):
        count(x)
        loss = ((model(x, training=True) - y) ** 2).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
