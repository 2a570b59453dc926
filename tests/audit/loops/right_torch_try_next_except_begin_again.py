# n: 52
loader = DataLoader(
    TensorDataset(torch.randn(52, 3), torch.randn(52, 1)), batch_size=8, shuffle=True
)
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
batches = iter(loader)
for step in range(40):
    try:
        x, y = next(batches)
    except StopIteration:
        batches = iter(loader)
        x, y = next(batches)
    count(x)
    opt.zero_grad()
    F.mse_loss(net(x), y).backward()
    opt.step()
