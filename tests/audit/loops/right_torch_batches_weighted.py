# n: 64
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

X, Y = torch.randn(64, 3), torch.randn(64, 1)
importance = torch.linspace(1, 10, 64)
loader = DataLoader(TensorDataset(X, Y, importance), batch_size=4, shuffle=True)
model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for epoch in range(4):
    for i, (x, y, weight) in enumerate(loader, 1):
        count(x)
        loss = nn.functional.mse_loss(model(x), y) * weight.mean()
        (loss / 4).backward()
        if i % 4 == 0:
            optimizer.step()
            optimizer.zero_grad()
