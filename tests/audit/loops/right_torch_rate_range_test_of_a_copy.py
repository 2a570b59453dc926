# n: 80
import copy

loader = DataLoader(
    TensorDataset(torch.randn(80, 4), torch.randn(80, 1)), batch_size=8, shuffle=True
)
net = nn.Linear(4, 1)


def lr_find(model, steps=15):
    model = copy.deepcopy(model)
    opt = torch.optim.SGD(model.parameters(), lr=1e-5)
    sched = torch.optim.lr_scheduler.ExponentialLR(opt, (1.0 / 1e-5) ** (1 / steps))
    it = iter(loader)
    out = []
    for _ in range(steps):
        try:
            x, y = next(it)
        except StopIteration:
            it = iter(loader)
            x, y = next(it)
        count(x)
        opt.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        opt.step()
        out.append((sched.get_last_lr()[0], loss.item()))
        sched.step()
    return min(out, key=lambda p: p[1])[0] / 10


lr = lr_find(net)
opt = torch.optim.SGD(net.parameters(), lr=lr)
for epoch in range(2):
    for x, y in loader:
        count(x)
        opt.zero_grad()
        nn.functional.mse_loss(net(x), y).backward()
        opt.step()
