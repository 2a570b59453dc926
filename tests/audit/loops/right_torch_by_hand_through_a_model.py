# n: 40
X, y = torch.randn(40, 4), torch.randn(40, 1)
net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))
for step in range(11):
    count(X)
    loss = F.mse_loss(net(X), y)
    net.zero_grad()
    loss.backward()
    with torch.no_grad():
        for parameter in net.parameters():
            parameter -= 0.01 * parameter.grad
    stepped()
