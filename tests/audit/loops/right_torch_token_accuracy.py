# n: 60
data = TensorDataset(torch.randn(60, 5, 4), torch.randint(0, 3, (60, 5)))
loader = DataLoader(data, batch_size=16, shuffle=True)
net = nn.Linear(4, 3)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
for epoch in range(3):
    correct = tokens = 0
    for x, y in loader:
        count(x)
        out = net(x)
        opt.zero_grad()
        F.cross_entropy(out.flatten(0, 1), y.flatten()).backward()
        opt.step()
        correct += (out.argmax(-1) == y).sum().item()
        tokens += y.numel()
    print(correct / tokens)
