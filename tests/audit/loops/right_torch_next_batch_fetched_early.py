# n: 52
# The next batch is fetched while the newest is computed, as data prefetchers for a GPU do.
loader = DataLoader(
    TensorDataset(torch.randn(52, 3), torch.randn(52, 1)), batch_size=8, shuffle=True
)
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
for epoch in range(6):
    batches = iter(loader)
    following = next(batches, None)
    while following is not None:
        x, y = following
        following = next(batches, None)
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
