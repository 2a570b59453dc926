# n: 64
train = DataLoader(TensorDataset(torch.randn(64, 4), torch.randn(64, 1)), 16, shuffle=True)
valid = DataLoader(TensorDataset(torch.randn(24, 4), torch.randn(24, 1)), 8)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), 0.05)


def run_epoch(loader, opt=None):
    for x, y in loader:
        if opt is not None:
            count(x)
        loss = F.mse_loss(net(x), y)
        loss.backward()  # <- grad-not-cleared
        if opt is not None:
            opt.step()
            opt.zero_grad()


for epoch in range(4):
    run_epoch(train, opt)
    run_epoch(valid)
