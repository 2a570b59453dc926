# n: 80
from torch.utils.data import DataLoader, TensorDataset, random_split


def get_data(train):
    full = TensorDataset(FULL_X, FULL_Y)
    a, b = random_split(full, [80, 20])  # <- val-on-train
    return a if train else b


FULL_X, FULL_Y = torch.randn(100, 4), torch.randn(100, 1)
train_loader = DataLoader(get_data(True), batch_size=20, shuffle=True)
val_loader = DataLoader(get_data(False), batch_size=20)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
for epoch in range(3):
    net.train()
    for x, y in train_loader:
        count(x)
        opt.zero_grad()
        nn.functional.mse_loss(net(x), y).backward()
        opt.step()
    net.eval()
    with torch.no_grad():
        val = sum(nn.functional.mse_loss(net(x), y).item() for x, y in val_loader)
    print(epoch, val)
