# n: 70
loader = DataLoader(
    TensorDataset(torch.randn(70, 4), torch.randint(0, 2, (70,))), batch_size=16, shuffle=True
)
net = nn.Linear(4, 2)
opt = torch.optim.SGD(net.parameters(), 0.1)
for epoch in range(3):
    correct = 0
    for x, y in loader:
        count(x)
        out = net(x)
        loss = F.cross_entropy(out, y)
        opt.zero_grad()
        loss.backward()
        opt.step()
        correct += (out.argmax(1) == y).sum().item()
    print(100 * correct / len(loader))  # <- epoch-loss-divisor
