# n: 48
loader = DataLoader(
    TensorDataset(torch.randn(48, 3), torch.randn(48, 1)), batch_size=8, shuffle=True
)
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
for epoch in range(4):
    for i, (x, y) in enumerate(loader):
        net.zero_grad()  # <- cleared-too-early
        count(x)
        (F.mse_loss(net(x), y) / 2).backward()
        if i % 2 == 1:
            opt.step()
