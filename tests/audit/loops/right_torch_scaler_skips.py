# n: 64
loader = DataLoader(
    TensorDataset(torch.randn(64, 4), torch.randn(64, 1)), batch_size=16, shuffle=True
)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
scaler = torch.amp.GradScaler("cpu", init_scale=2.0**127)
for epoch in range(3):
    for x, y in loader:
        count(x)
        opt.zero_grad()
        scaler.scale(F.mse_loss(net(x), y) * 1e3).backward()
        scaler.step(opt)
        scaler.update()
