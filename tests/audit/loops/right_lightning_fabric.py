# n: 64
import torch
from lightning.fabric import Fabric
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
fabric = Fabric(accelerator="cpu", devices=1)
fabric.launch()
dl = fabric.setup_dataloaders(
    DataLoader(TensorDataset(torch.randn(64, 4), torch.randn(64, 1)), batch_size=10, shuffle=True)
)
net = nn.Linear(4, 1)
net, opt = fabric.setup(net, torch.optim.SGD(net.parameters(), lr=0.05))
for epoch in range(3):
    for i, (x, y) in enumerate(dl):
        count(x)
        with fabric.no_backward_sync(net, enabled=False):
            fabric.backward(nn.functional.mse_loss(net(x), y))
        opt.step()
        opt.zero_grad()
