# n: 48
loader = DataLoader(
    TensorDataset(torch.randn(48, 4), torch.randn(48, 1)), batch_size=8, shuffle=True
)
epochs = 5
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, T_max=epochs * len(loader))


def train():
    for x, y in loader:
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
        sched.step()


for epoch in range(epochs):
    train()
    sched.step()  # <- schedule-unit
