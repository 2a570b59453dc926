# n: 60
loader = DataLoader(
    TensorDataset(torch.randn(60, 4), torch.randn(60, 1)), batch_size=10, shuffle=True
)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
micro = 0
for epoch in range(4):
    for x, y in loader:
        count(x)
        (F.mse_loss(net(x), y) / 4).backward()
        micro += 1
        if micro % 4 == 0:
            opt.step()
            opt.zero_grad()
