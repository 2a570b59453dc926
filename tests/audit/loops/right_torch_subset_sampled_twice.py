# n: 30
# Rare samples stand twice in the list of samples, on purpose.
from torch.utils.data import Subset

whole = TensorDataset(torch.randn(30, 3), torch.randn(30, 1))
loader = DataLoader(Subset(whole, [*range(30), *range(6)]), batch_size=9, shuffle=True)
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
for epoch in range(3):
    for x, y in loader:
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
