# n: 90
from itertools import islice

loader = DataLoader(
    TensorDataset(torch.randn(90, 4), torch.randn(90, 1)), batch_size=10, shuffle=True
)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)


def endless():
    while True:
        yield from loader


for x, y in islice(endless(), 22):
    count(x)
    opt.zero_grad()
    F.mse_loss(net(x), y).backward()
    opt.step()
