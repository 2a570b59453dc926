# n: 40
loader = DataLoader(
    TensorDataset(torch.randn(40, 4), torch.randn(40, 1)), batch_size=10, shuffle=True
)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
scaler = torch.amp.GradScaler("cpu", init_scale=2.0**127, backoff_factor=0.999)
for epoch in range(2):
    for x, y in loader:
        count(x)
        opt.zero_grad()
        scaler.scale(F.mse_loss(net(x), y) * 1e9).backward()
        scaler.step(opt)
        scaler.update()
