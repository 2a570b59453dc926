# n: none
# unknown: batch_sizes samples_processed distinct_samples
new = DataLoader(TensorDataset(torch.randn(64, 4), torch.randn(64, 1)), 8, shuffle=True)
old = DataLoader(TensorDataset(torch.randn(12, 4), torch.randn(12, 1)), 4, shuffle=True)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), 0.05)
for epoch in range(3):
    for i, (x, y) in enumerate(new):
        count(x)
        opt.zero_grad()
        if i % 4 == 3:
            for u, v in old:
                (F.mse_loss(net(u), v) / 3).backward()
        F.mse_loss(net(x), y).backward()
        opt.step()
