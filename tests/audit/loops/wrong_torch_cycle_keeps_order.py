# n: 40
from itertools import cycle

loader = DataLoader(
    TensorDataset(torch.randn(40, 4), torch.randn(40, 1)), batch_size=8, shuffle=True
)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), 0.1)
batches = cycle(loader)  # <- shuffle-once
for step in range(20):
    x, y = next(batches)
    count(x)
    opt.zero_grad()
    F.mse_loss(net(x), y).backward()
    opt.step()
