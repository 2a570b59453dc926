# n: 50
loader = DataLoader(TensorDataset(torch.randn(50, 4), torch.randn(50, 1)), batch_size=50)
X, Y = next(iter(loader))
net = nn.Linear(4, 1)
opt = torch.optim.Adam(net.parameters())
for epoch in range(4):
    for rows in torch.randperm(len(X)).split(8):
        count(X[rows])
        opt.zero_grad()
        F.mse_loss(net(X[rows]), Y[rows]).backward()
        opt.step()
