# n: 100
from torch.utils.data import WeightedRandomSampler

labels = torch.cat([torch.zeros(90), torch.ones(10)]).long()
weights = torch.tensor([1 / 90, 1 / 10])
sampler = WeightedRandomSampler(weights, num_samples=100)
data = TensorDataset(torch.randn(100, 4), labels)
loader = DataLoader(data, batch_size=10, sampler=sampler)  # <- with-replacement
net = nn.Linear(4, 2)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
for epoch in range(3):
    for x, y in loader:
        count(x)
        opt.zero_grad()
        F.cross_entropy(net(x), y).backward()
        opt.step()
