# n: 60
data = TensorDataset(torch.randn(60, 4), torch.randn(60, 1))
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), 0.05)


def loader_of_epoch():
    g = torch.Generator()
    g.manual_seed(0)  # <- reseed-each-epoch
    return DataLoader(data, 12, shuffle=True, generator=g)


for epoch in range(4):
    for x, y in loader_of_epoch():
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
