# n: 80
X, Y = torch.randn(100, 4), torch.randn(100, 1)
loader = DataLoader(TensorDataset(X[:80], Y[:80]), batch_size=16, shuffle=True)  # <- val-on-train
judge = DataLoader(TensorDataset(X[70:], Y[70:]), batch_size=30)
net = nn.Linear(4, 1)
opt = torch.optim.Adam(net.parameters())
for epoch in range(3):
    for x, y in loader:
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
    with torch.no_grad():
        for x, y in judge:
            print(F.mse_loss(net(x), y).item())
