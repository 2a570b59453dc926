# n: 50
loader = DataLoader(TensorDataset(torch.randn(50, 4), torch.randn(50, 1)), 16, shuffle=True)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), 0.05)
for epoch in range(3):
    losses = []
    for x, y in loader:
        count(x)
        loss = F.mse_loss(net(x), y)
        opt.zero_grad()
        loss.backward()
        opt.step()
        losses.append(loss.detach())
    print(torch.stack(losses).mean())  # <- mean-of-means
