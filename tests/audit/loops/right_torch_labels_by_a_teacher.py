# n: 40
labelled = DataLoader(
    TensorDataset(torch.randn(40, 4), torch.randn(40, 1)), batch_size=10, shuffle=True
)
others = DataLoader(TensorDataset(torch.randn(30, 4)), batch_size=10, shuffle=True)
teacher = nn.Sequential(nn.Linear(4, 8), nn.Dropout(0.1), nn.Linear(8, 1))
net = nn.Sequential(nn.Linear(4, 8), nn.Dropout(0.1), nn.Linear(8, 1))
opt = torch.optim.SGD(net.parameters(), lr=0.05)
for epoch in range(3):
    for x, y in labelled:
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
    sure = 0
    with torch.no_grad():
        for (u,) in others:
            sure += int((teacher(u).abs() > 0.5).sum())
    print(sure)
