# n: 60
loader = DataLoader(
    TensorDataset(torch.randn(60, 4), torch.randn(60, 1)), batch_size=10, shuffle=True
)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
scaler = torch.amp.GradScaler("cpu", init_scale=128.0)
for epoch in range(3):
    for x, y in loader:
        count(x)
        opt.zero_grad()
        scaler.scale(F.mse_loss(net(x), y)).backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)  # <- clip-in-window
        scaler.step(opt)
        scaler.update()
