# n: 50
loader = DataLoader(
    TensorDataset(torch.randn(50, 4), torch.randn(50, 1)), batch_size=8, shuffle=True
)
net = nn.Linear(4, 1)
opt = torch.optim.Adam(net.parameters())
for epoch in range(4):
    for x, y in loader:
        for a, b in zip(x.split(4), y.split(4), strict=True):
            count(a)
            (F.mse_loss(net(a), b, reduction="sum") / len(x)).backward()
        opt.step()
        opt.zero_grad()
