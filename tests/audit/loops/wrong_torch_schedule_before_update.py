# n: 80
loader = DataLoader(TensorDataset(torch.randn(80, 4), torch.randn(80, 1)), 10, shuffle=True)
net = nn.Linear(4, 1)
opt = torch.optim.Adam(net.parameters(), 0.01)
scheduler = torch.optim.lr_scheduler.ExponentialLR(opt, 0.9)
for epoch in range(4):
    scheduler.step()  # <- schedule-unit
    for x, y in loader:
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
