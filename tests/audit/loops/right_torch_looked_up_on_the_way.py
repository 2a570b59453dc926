# n: 700
loader = DataLoader(TensorDataset(torch.randn(700, 4), torch.randint(0, 9, (700,))), batch_size=700)
net = nn.Linear(4, 9)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
x, y = next(iter(loader))
count(x)
negative = y.clone()
for i, label in enumerate(y):
    others = list(range(9))
    others.remove(int(label))
    negative[i] = torch.tensor(others)[torch.randint(8, (1,))]
for step in range(8):
    opt.zero_grad()
    scores = net.forward(x)
    (F.cross_entropy(scores, y) - 0.1 * F.cross_entropy(scores, negative)).backward()
    opt.step()
