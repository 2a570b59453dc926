# n: 64
# validation runs backward for a saliency map, and clears before training goes on
train = DataLoader(TensorDataset(torch.randn(64, 4), torch.randn(64, 1)), 16, shuffle=True)
valid = DataLoader(TensorDataset(torch.randn(24, 4), torch.randn(24, 1)), 8)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), 0.05)
for epoch in range(4):
    for x, y in train:
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
    for x, y in valid:
        x.requires_grad_(True)
        F.mse_loss(net(x), y).backward()
        saliency = x.grad.abs().mean(0)
    opt.zero_grad()
