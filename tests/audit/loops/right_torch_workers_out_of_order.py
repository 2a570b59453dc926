# n: 50
# unknown: distinct_samples
loader = DataLoader(
    TensorDataset(torch.randn(50, 4), torch.randn(50, 1)),
    batch_size=8,
    shuffle=True,
    num_workers=2,
    in_order=False,
)
net = nn.Linear(4, 1)
opt = torch.optim.Adam(net.parameters())
for epoch in range(3):
    for x, y in loader:
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
