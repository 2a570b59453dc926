# n: 50
from torch.utils.data import ConcatDataset

first = TensorDataset(torch.randn(30, 3), torch.randn(30, 1))
second = TensorDataset(torch.randn(20, 3), torch.randn(20, 1))
loader = DataLoader(ConcatDataset([first, second]), batch_size=8, shuffle=True)
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
for epoch in range(4):
    for x, y in loader:
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
