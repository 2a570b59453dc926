# n: 24
loader = DataLoader(
    TensorDataset(torch.randn(24, 4), torch.randn(24, 1)), batch_size=8, shuffle=True
)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
accum = 4
for epoch in range(4):
    opt.zero_grad()
    for step, (x, y) in enumerate(loader):
        count(x)
        loss = F.mse_loss(net(x), y) / accum
        loss.backward()
        if (step + 1) % accum == 0:  # <- never-updated
            opt.step()
            opt.zero_grad()
