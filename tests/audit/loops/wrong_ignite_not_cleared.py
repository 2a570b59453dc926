# n: 50
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from ignite.engine import Engine

ds = TensorDataset(torch.randn(50, 4), torch.randn(50, 1))
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), 0.01)


def step(engine, batch):
    x, y = batch
    count(x)
    loss = nn.functional.mse_loss(net(x), y)
    loss.backward()  # <- grad-not-cleared
    opt.step()


Engine(step).run(DataLoader(ds, batch_size=16, shuffle=True), max_epochs=3)
