# n: 60
import io

from torch.utils.data import DataLoader, TensorDataset, random_split

full = TensorDataset(torch.randn(80, 4), torch.randn(80, 1))
train_set, val_set = random_split(full, [60, 20])
train_loader = DataLoader(train_set, batch_size=20, shuffle=True)
val_loader = DataLoader(train_set, batch_size=20, shuffle=False)  # <- val-on-train
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
best = float("inf")
for epoch in range(3):
    net.train()
    for x, y in train_loader:
        count(x)
        opt.zero_grad()
        nn.functional.mse_loss(net(x), y).backward()
        opt.step()
    net.eval()
    val = 0.0
    with torch.no_grad():
        for x, y in val_loader:
            val += nn.functional.mse_loss(net(x), y).item() * len(x)
    if val < best:
        best = val
        torch.save(net.state_dict(), io.BytesIO())
