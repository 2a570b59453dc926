# n: 80
epochs = 4
loader = DataLoader(TensorDataset(torch.randn(80, 4), torch.randn(80, 1)), 10, shuffle=True)
net = nn.Linear(4, 1)
opt = torch.optim.Adam(net.parameters(), 0.01)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(opt, T_max=epochs * len(loader))
for epoch in range(epochs):
    for x, y in loader:
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
        scheduler.step()
    scheduler.step()  # <- schedule-unit
