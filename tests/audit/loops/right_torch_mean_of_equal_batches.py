# n: 64
loader = DataLoader(TensorDataset(torch.randn(64, 4), torch.randn(64, 1)), 16, shuffle=True)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), 0.05)
for epoch in range(3):
    running = 0.0
    for i, (x, y) in enumerate(loader):
        count(x)
        loss = F.mse_loss(net(x), y)
        opt.zero_grad()
        loss.backward()
        opt.step()
        if i > 0:
            running += loss.item()
    print(running / i, "without the first")
