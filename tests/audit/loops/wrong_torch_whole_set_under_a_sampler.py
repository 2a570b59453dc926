# n: 48
from torch.utils.data.sampler import SubsetRandomSampler

data = TensorDataset(torch.randn(60, 4), torch.randn(60, 1))
indices = torch.randperm(60).tolist()
train_loader = DataLoader(data, batch_size=8, sampler=SubsetRandomSampler(indices[12:]))
valid_loader = DataLoader(data, batch_size=8, sampler=SubsetRandomSampler(indices[:12]))
net = nn.Linear(4, 1)
criterion = nn.MSELoss()
opt = torch.optim.SGD(net.parameters(), 0.05)
for epoch in range(3):
    train_loss = 0.0
    valid_loss = 0.0
    net.train()
    for x, y in train_loader:
        count(x)
        opt.zero_grad()
        loss = criterion(net(x), y)
        loss.backward()
        opt.step()
        train_loss += loss.item() * x.size(0)
    net.eval()
    for x, y in valid_loader:
        loss = criterion(net(x), y)
        valid_loss += loss.item() * x.size(0)
    train_loss = train_loss / len(train_loader.dataset)  # <- epoch-loss-divisor
    valid_loss = valid_loss / len(valid_loader.dataset)  # <- epoch-loss-divisor
