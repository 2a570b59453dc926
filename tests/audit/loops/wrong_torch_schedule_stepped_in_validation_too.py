# n: 60
tr = DataLoader(TensorDataset(torch.randn(60, 4), torch.randn(60, 1)), batch_size=12, shuffle=True)
va = DataLoader(TensorDataset(torch.randn(36, 4), torch.randn(36, 1)), batch_size=12)
EPOCHS = 4
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, T_max=EPOCHS * len(tr))


def run(loader, train):
    for x, y in loader:
        if train:
            count(x)
            opt.zero_grad()
        with torch.set_grad_enabled(train):
            loss = nn.functional.mse_loss(net(x), y)
        if train:
            loss.backward()
            opt.step()
        sched.step()  # <- schedule-unit


for epoch in range(EPOCHS):
    net.train()
    run(tr, True)
    net.eval()
    run(va, False)
