# n: 60
import copy

loader = DataLoader(TensorDataset(torch.randn(60, 4)), batch_size=10, shuffle=True)
query = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.Linear(8, 4))
key = copy.deepcopy(query)
opt = torch.optim.SGD(query.parameters(), lr=0.05)
for epoch in range(3):
    for (x,) in loader:
        count(x)
        with torch.no_grad():
            for p, q in zip(key.parameters(), query.parameters()):
                p.lerp_(q, 0.01)
            k = key(x + 0.1 * torch.randn_like(x))
        opt.zero_grad()
        F.mse_loss(query(x), k).backward()
        opt.step()
