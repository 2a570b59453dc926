# n: 70
loader = DataLoader(
    TensorDataset(torch.randn(70, 4), torch.randn(70, 1)), batch_size=10, shuffle=True
)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
for epoch in range(3):
    opt.zero_grad()
    for i, (x, y) in enumerate(loader):
        count(x)
        (F.mse_loss(net(x), y) / 3).backward()
        if (i + 1) % 3 == 0:  # <- accum-tail
            opt.step()
            opt.zero_grad()
