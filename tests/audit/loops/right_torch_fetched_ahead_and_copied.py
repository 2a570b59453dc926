# n: 64


class Prefetcher:
    def __init__(self, loader):
        self.loader = loader

    def __iter__(self):
        batches = iter(self.loader)
        following = next(batches, None)
        while following is not None:
            x, y = following
            following = next(batches, None)
            yield x.clone(), y.clone()


loader = Prefetcher(
    DataLoader(TensorDataset(torch.randn(64, 4), torch.randn(64, 1)), batch_size=8, shuffle=True)
)
net = nn.Linear(4, 1)
opt = torch.optim.Adam(net.parameters())
for epoch in range(5):
    for i, (x, y) in enumerate(loader):
        count(x)
        (F.mse_loss(net(x), y) / 2).backward()
        if i % 2:
            opt.step()
            opt.zero_grad()
