# n: 50
# unknown: batch_sizes samples_processed distinct_samples passes
X, Y = torch.randn(50, 4), torch.randn(50, 1)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), 0.1)
for epoch in range(3):
    for x, y in DataLoader(TensorDataset(X, Y), batch_size=10, shuffle=True):
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
for k in range(5):
    count(X)
    opt.zero_grad()
    F.mse_loss(net(X), Y).backward()
    opt.step()
