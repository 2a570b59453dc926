# n: 40
# by hand: p = p - lr * p.grad moves nothing
data = DataLoader(TensorDataset(torch.randn(40, 4), torch.randn(40, 1)), 10, shuffle=True)
net = nn.Linear(4, 1)
for epoch in range(3):
    for x, y in data:
        count(x)
        net.zero_grad()
        loss = F.mse_loss(net(x), y)
        loss.backward()
        with torch.no_grad():
            for p in net.parameters():
                p = p - 0.1 * p.grad  # <- ? never-updated
