# n: 40
from torch.utils.data import IterableDataset, get_worker_info

X = torch.randn(40, 4)


class Stream(IterableDataset):
    def __iter__(self):
        info = get_worker_info()
        for i in range(info.id, 40, info.num_workers):
            yield X[i], X[i].sum().unsqueeze(0)


net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
for epoch in range(3):
    for x, y in DataLoader(Stream(), batch_size=10, num_workers=2):
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
