# n: 60
loader = DataLoader(
    TensorDataset(torch.randn(60, 4), torch.randn(60, 1)), batch_size=6, shuffle=True
)
epochs = 6
steps = epochs * len(loader)
net = nn.Linear(4, 1)
opt = torch.optim.Adam(net.parameters(), lr=0.01)
sched = torch.optim.lr_scheduler.MultiStepLR(  # <- schedule-unit
    opt, milestones=[steps // 2, steps * 3 // 4]
)
for ep in range(epochs):
    for xb, yb in loader:
        count(xb)
        opt.zero_grad()
        F.mse_loss(net(xb), yb).backward()
        opt.step()
    sched.step()
