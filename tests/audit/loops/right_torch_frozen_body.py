# n: 50
loader = DataLoader(
    TensorDataset(torch.randn(50, 4), torch.randint(0, 3, (50,))), batch_size=16, shuffle=True
)
body = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU())
for p in body.parameters():
    p.requires_grad = False
body.eval()
head = nn.Linear(8, 3)
opt = torch.optim.SGD(head.parameters(), 0.1)
for epoch in range(3):
    for x, y in loader:
        count(x)
        with torch.no_grad():
            f = body(x)
        opt.zero_grad()
        F.cross_entropy(head(f), y).backward()
        opt.step()
