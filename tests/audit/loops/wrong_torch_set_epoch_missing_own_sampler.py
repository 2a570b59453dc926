# n: 60
from torch.utils.data import DataLoader, TensorDataset, Sampler


class EpochSampler(Sampler):
    def __init__(self, n, seed=0):
        self.n, self.seed, self.epoch = n, seed, 0

    def set_epoch(self, epoch):
        self.epoch = epoch

    def __len__(self):
        return self.n

    def __iter__(self):
        g = torch.Generator().manual_seed(self.seed + self.epoch)
        return iter(torch.randperm(self.n, generator=g).tolist())


ds = TensorDataset(torch.randn(60, 4), torch.randn(60, 1))
loader = DataLoader(ds, batch_size=16, sampler=EpochSampler(len(ds)))  # <- reseed-each-epoch
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
for epoch in range(4):
    for x, y in loader:
        count(x)
        opt.zero_grad()
        nn.functional.mse_loss(net(x), y).backward()
        opt.step()
