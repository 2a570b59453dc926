# n: 50
class Meter:
    def __init__(self):
        self.reset()

    def reset(self):
        self.sum, self.count = 0.0, 0

    def update(self, value, n):
        self.sum += value * n
        self.count += n


class Fit:
    def __init__(self, net, loader):
        self.net, self.loader, self.total, self.steps = net, loader, 0.0, 0
        self.opt = torch.optim.SGD(net.parameters(), 0.05)

    def epoch(self):
        meter = Meter()
        self.net.train()
        for i, (x, y) in enumerate(self.loader):
            count(x)
            loss = F.mse_loss(self.net(x), y)
            self.opt.zero_grad()
            loss.backward()
            self.opt.step()
            meter.update(loss.item(), x.size(0))
            self.total += loss.item()
            self.steps += 1
        return meter.sum / meter.count, self.total / self.steps


fit = Fit(
    nn.Linear(4, 1),
    DataLoader(TensorDataset(torch.randn(50, 4), torch.randn(50, 1)), 16, shuffle=True),
)
for _ in range(3):
    print(fit.epoch())
