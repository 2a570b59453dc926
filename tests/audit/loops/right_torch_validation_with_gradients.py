# n: 50
loader = DataLoader(
    TensorDataset(torch.randn(50, 4), torch.randn(50, 1)), batch_size=16, shuffle=True
)
val = DataLoader(TensorDataset(torch.randn(30, 4), torch.randn(30, 1)), batch_size=10)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), 0.1)
for epoch in range(3):
    for x, y in loader:
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
    v = 0
    for x, y in val:
        v += F.mse_loss(net(x), y).item() * len(x)
    print(v / 30)
