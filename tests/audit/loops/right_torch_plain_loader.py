# n: 70
X, Y = torch.randn(70, 4), torch.randn(70, 1)
loader = DataLoader(TensorDataset(X, Y), batch_size=16, shuffle=True)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
for epoch in range(4):
    total = 0.0
    for x, y in loader:
        count(x)
        loss = F.mse_loss(net(x), y)
        opt.zero_grad()
        loss.backward()
        opt.step()
        total += loss.item() * len(x)
    print(total / len(loader.dataset))
