# n: 60
import numpy as np

X, Y = torch.randn(60, 4), torch.randn(60, 1)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), 0.05)
for epoch in range(4):
    np.random.seed(42)  # <- reseed-each-epoch
    order = np.random.permutation(60)
    for start in range(0, 60, 12):
        rows = order[start : start + 12]
        x, y = X[rows], Y[rows]
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
