# n: 80
from itertools import islice

loader = DataLoader(
    TensorDataset(torch.randn(80, 4), torch.randn(80, 1)), batch_size=8, shuffle=True
)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
for epoch in range(5):
    for x, y in islice(loader, 3):
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
