# n: none
import numpy as np

rng = np.random.default_rng(0)
X, Y = rng.normal(size=(70, 4)).astype("float32"), rng.normal(size=(70, 1)).astype("float32")
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
for epoch in range(3):
    order = rng.permutation(70)
    for i in range(0, 70, 20):
        x, y = torch.from_numpy(X[order[i : i + 20]]), torch.from_numpy(Y[order[i : i + 20]])
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
