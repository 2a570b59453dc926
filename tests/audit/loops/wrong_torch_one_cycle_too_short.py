# n: 50
# raises: ValueError
train = TensorDataset(torch.randn(50, 4), torch.randn(50, 1))
loader = DataLoader(train, 16, shuffle=True)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), 0.05)
sched = torch.optim.lr_scheduler.OneCycleLR(  # <- schedule-unit
    opt, max_lr=0.1, steps_per_epoch=len(train) // 16, epochs=4
)
for epoch in range(4):
    for x, y in loader:
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
        sched.step()
