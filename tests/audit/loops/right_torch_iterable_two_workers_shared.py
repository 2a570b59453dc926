# n: 40
class S(torch.utils.data.IterableDataset):
    def __init__(self):
        self.x = torch.randn(40, 4)

    def __iter__(self):
        w = torch.utils.data.get_worker_info()
        a, s = (0, 1) if w is None else (w.id, w.num_workers)
        for i in range(a, 40, s):
            yield self.x[i]


loader = DataLoader(S(), batch_size=8, num_workers=2)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), 0.1)
for epoch in range(3):
    for x in loader:
        count(x)
        opt.zero_grad()
        net(x).square().mean().backward()
        opt.step()
