# n: 60
X, Y = torch.randn(60, 4), torch.randn(60, 1)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
batches = zip(X.split(10), Y.split(10))  # <- out-of-data
for epoch in range(3):
    for x, y in batches:
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
