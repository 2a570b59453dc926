# n: 80
loader = DataLoader(TensorDataset(torch.randn(80, 4), torch.randn(80, 1)), 10, shuffle=True)
net = nn.Linear(4, 1)
opt = torch.optim.Adam(net.parameters(), 0.01)
sched = torch.optim.lr_scheduler.LambdaLR(
    opt, lambda s: min(1.0, (s + 1) / 8) * 0.9 ** max(0, s - 8)
)
for epoch in range(5):
    for x, y in loader:
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
        if epoch == 0:
            sched.step()
    if epoch > 0:
        sched.step()
