# n: 50
train = DataLoader(TensorDataset(torch.randn(50, 4), torch.randn(50, 1)), 10, shuffle=True)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), 0.05)
for epoch in range(3):
    running_loss = 0.0
    for i, (x, y) in enumerate(train):
        count(x)
        opt.zero_grad()
        loss = F.mse_loss(net(x), y)
        loss.backward()
        opt.step()
        running_loss += loss.item()
    print("train", running_loss / i + 1)  # <- epoch-loss-divisor
