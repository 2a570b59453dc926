# n: 64
class Prefetcher:
    def __init__(self, loader):
        self.loader = iter(loader)
        self.preload()

    def preload(self):
        try:
            self.nx, self.ny = next(self.loader)
        except StopIteration:
            self.nx = self.ny = None

    def next(self):
        x, y = self.nx, self.ny
        if x is not None:
            self.preload()
        return x, y


loader = DataLoader(
    TensorDataset(torch.randn(64, 4), torch.randn(64, 1)), batch_size=12, shuffle=True
)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
for epoch in range(3):
    pre = Prefetcher(loader)
    x, y = pre.next()
    while x is not None:
        count(x)
        opt.zero_grad()
        nn.functional.mse_loss(net(x), y).backward()
        opt.step()
        x, y = pre.next()
