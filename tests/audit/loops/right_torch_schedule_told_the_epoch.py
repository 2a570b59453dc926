# n: 80
loader = DataLoader(TensorDataset(torch.randn(80, 4), torch.randn(80, 1)), 10, shuffle=True)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), 0.05)
sched = torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(opt, T_0=2)
for epoch in range(4):
    for i, (x, y) in enumerate(loader):
        count(x)
        sched.step(epoch + i / len(loader))
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
