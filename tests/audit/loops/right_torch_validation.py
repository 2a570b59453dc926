# n: 80
from torch.utils.data import random_split

data = TensorDataset(torch.randn(100, 4), torch.randn(100, 1))
train, val = random_split(data, [80, 20])
loader, judge = DataLoader(train, batch_size=16, shuffle=True), DataLoader(val, batch_size=20)
net = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.1), nn.Linear(8, 1))
opt = torch.optim.Adam(net.parameters())
for epoch in range(3):
    net.train()
    for x, y in loader:
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
    net.eval()
    with torch.no_grad():
        print(sum(F.mse_loss(net(x), y, reduction="sum").item() for x, y in judge) / len(val))
