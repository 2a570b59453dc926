# n: 64
loader = DataLoader(
    TensorDataset(torch.randn(64, 4), torch.randn(64, 1)), batch_size=16, shuffle=True
)
body = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8))
net = nn.Sequential(body, nn.ReLU(), nn.Linear(8, 1))
opt = torch.optim.SGD(net[2].parameters(), lr=0.05)
for epoch in range(3):
    net.train()
    body.eval()
    for x, y in loader:
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
