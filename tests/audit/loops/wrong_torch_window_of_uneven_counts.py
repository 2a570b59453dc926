# n: 64
x, y = torch.randn(64, 4), torch.randn(64)
y[torch.arange(64) % 16 >= 5] = -100.0
loader = DataLoader(TensorDataset(x, y), batch_size=4)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
for epoch in range(3):
    for i, (a, b) in enumerate(loader):
        count(a)
        known = b != -100
        errors = (net(a).squeeze(1) - b)[known] ** 2
        loss = errors.sum() / known.sum().clamp(min=1) / 4  # <- accum-mean
        loss.backward()
        if i % 4 == 3:
            opt.step()
            opt.zero_grad()
