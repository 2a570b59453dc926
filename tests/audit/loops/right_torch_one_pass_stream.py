# n: none
from torch.utils.data import IterableDataset


class Stream(IterableDataset):
    def __iter__(self):
        for _ in range(50):
            yield torch.randn(4), torch.randn(1)


net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
for x, y in DataLoader(Stream(), batch_size=8):
    count(x)
    opt.zero_grad()
    F.mse_loss(net(x), y).backward()
    opt.step()
