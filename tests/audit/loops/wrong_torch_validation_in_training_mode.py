# n: 60
loader = DataLoader(
    TensorDataset(torch.randn(60, 4), torch.randn(60, 1)), batch_size=10, shuffle=True
)
val = DataLoader(TensorDataset(torch.randn(20, 4), torch.randn(20, 1)), batch_size=10)
net = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.Dropout(0.3), nn.Linear(8, 1))
opt = torch.optim.SGD(net.parameters(), lr=0.01)
for epoch in range(3):
    for x, y in loader:
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
    with torch.no_grad():
        total = 0.0
        for x, y in val:
            total += F.mse_loss(net(x), y).item()  # <- train-mode
    print("val", total / len(val))
