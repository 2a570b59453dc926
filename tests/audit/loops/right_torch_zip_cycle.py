# n: none
# unknown: batch_sizes samples_processed distinct_samples passes
from itertools import cycle

a = DataLoader(TensorDataset(torch.randn(40, 4), torch.randn(40, 1)), batch_size=8, shuffle=True)
b = DataLoader(TensorDataset(torch.randn(16, 4)), batch_size=8, shuffle=True)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), 0.1)
for epoch in range(3):
    for (x, y), (u,) in zip(a, cycle(b)):
        count(x)
        opt.zero_grad()
        (F.mse_loss(net(x), y) + 0.1 * net(u).var()).backward()
        opt.step()
