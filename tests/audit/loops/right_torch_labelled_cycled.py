# n: none
# unknown: batch_sizes samples_processed distinct_samples
from itertools import cycle

labelled = DataLoader(
    TensorDataset(torch.randn(16, 4), torch.randn(16, 1)), batch_size=8, shuffle=True
)
others = DataLoader(TensorDataset(torch.randn(80, 4)), batch_size=8, shuffle=True)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
for (x, y), (u,) in zip(cycle(labelled), others):  # <- ? shuffle-once
    opt.zero_grad()
    (F.mse_loss(net(x), y) + 0.1 * net(u).var()).backward()
    opt.step()
