# n: 50
X, Y = 5 + torch.randn(50, 4), torch.randn(50, 1)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), 0.1)
for epoch in range(4):
    perm = torch.randperm(50)
    for i in range(0, 50, 16):
        idx = perm[i : i + 16]
        x, y = X[idx], Y[idx]
        count(x)
        opt.zero_grad()
        F.mse_loss(net((x - 5) / 2), y).backward()
        opt.step()
