# n: 50
# none: batch_sizes samples_processed distinct_samples passes
loader = DataLoader(
    TensorDataset(torch.randn(50, 4), torch.randn(50, 1)), batch_size=16, shuffle=True
)
net = nn.Linear(4, 1)
opt = torch.optim.Adam(net.parameters())
for epoch in range(4):
    for x, y in loader:
        hard = (net(x) - y).square().flatten().argsort()[len(x) // 2 :]
        count(x[hard])
        opt.zero_grad()
        F.mse_loss(net(x[hard]), y[hard]).backward()
        opt.step()
