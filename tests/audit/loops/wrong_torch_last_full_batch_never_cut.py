# n: 100
X, Y = torch.randn(100, 4), torch.randn(100, 1)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), 0.05)
b = 10
for epoch in range(3):
    for i in range(0, len(X) - b, b):  # <- ? count-floor
        x, y = X[i : i + b], Y[i : i + b]
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
