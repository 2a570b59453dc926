# n: 90
import numpy as np
from torch.utils.data import DataLoader, TensorDataset, SubsetRandomSampler

ds = TensorDataset(torch.randn(90, 4), torch.randn(90, 1))
indices = np.random.RandomState(0).permutation(len(ds))
split = int(0.2 * len(ds))
val_idx = indices[:split]
train_loader = DataLoader(  # <- val-on-train
    ds, batch_size=15, sampler=SubsetRandomSampler(indices)
)
val_loader = DataLoader(ds, batch_size=15, sampler=SubsetRandomSampler(val_idx))
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
for epoch in range(3):
    for x, y in train_loader:
        count(x)
        opt.zero_grad()
        nn.functional.mse_loss(net(x), y).backward()
        opt.step()
    with torch.no_grad():
        for x, y in val_loader:
            nn.functional.mse_loss(net(x), y)
