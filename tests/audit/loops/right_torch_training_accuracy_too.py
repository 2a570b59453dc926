# n: 80
data = TensorDataset(torch.randn(100, 4), torch.randint(0, 2, (100,)))
train, val = torch.utils.data.random_split(data, [80, 20])
loader, judge = DataLoader(train, batch_size=16, shuffle=True), DataLoader(val, batch_size=20)
net = nn.Linear(4, 2)
opt = torch.optim.Adam(net.parameters())
for epoch in range(3):
    for x, y in loader:
        count(x)
        opt.zero_grad()
        F.cross_entropy(net(x), y).backward()
        opt.step()
    with torch.no_grad():
        for name, some in (("train", DataLoader(train, batch_size=80)), ("val", judge)):
            right = sum((net(x).argmax(1) == y).sum().item() for x, y in some)
            print(name, right / len(some.dataset))
