# n: 64
class NoamOpt:
    def __init__(self, size, warmup, optimizer):
        self.optimizer, self._step, self.warmup, self.size = optimizer, 0, warmup, size

    def step(self):
        self._step += 1
        for g in self.optimizer.param_groups:
            g["lr"] = self.size**-0.5 * min(self._step**-0.5, self._step * self.warmup**-1.5)
        self.optimizer.step()
        self.optimizer.zero_grad()


loader = DataLoader(
    TensorDataset(torch.randn(64, 4), torch.randn(64, 1)), batch_size=10, shuffle=True
)
net = nn.Linear(4, 1)
opt = NoamOpt(4, 5, torch.optim.Adam(net.parameters(), lr=0.0))
for epoch in range(3):
    for x, y in loader:
        count(x)
        nn.functional.mse_loss(net(x), y).backward()
        opt.step()
