# n: 33
# raises: ValueError
data = TensorDataset(torch.randn(33, 4), torch.randn(33, 1))
loader = DataLoader(data, batch_size=16)  # <- batchnorm-b2
net = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.Linear(8, 1))
opt = torch.optim.SGD(net.parameters(), lr=0.05)
for epoch in range(3):
    for x, y in loader:
        if len(x) > 1:
            count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
