# n: 80
loader = DataLoader(TensorDataset(torch.randn(80, 4), torch.randn(80, 1)), 10, shuffle=True)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), 0.05)
limit = [8, 4, 1, 1, 1]
for epoch in range(5):
    step = 0
    for x, y in loader:
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
        step += 1
        if step >= limit[epoch]:
            break
