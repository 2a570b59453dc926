# n: 40
from torch.utils.data import SubsetRandomSampler

ds = TensorDataset(torch.randn(50, 4), torch.randn(50, 1))
idx = torch.randperm(50).tolist()
tl = DataLoader(ds, batch_size=16, sampler=SubsetRandomSampler(idx[10:]))
vl = DataLoader(ds, batch_size=16, sampler=SubsetRandomSampler(idx[:10]))
net = nn.Linear(4, 1)
opt = torch.optim.Adam(net.parameters(), 0.1)
for epoch in range(3):
    total = 0
    for x, y in tl:
        count(x)
        loss = F.mse_loss(net(x), y)
        opt.zero_grad()
        loss.backward()
        opt.step()
        total += loss.item() * len(x)
    print(total / 40)
    with torch.no_grad():
        print(sum(F.mse_loss(net(x), y, reduction="sum").item() for x, y in vl) / 10)
