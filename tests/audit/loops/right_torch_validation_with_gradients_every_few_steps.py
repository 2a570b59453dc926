# n: 50
loader = DataLoader(
    TensorDataset(torch.randn(50, 4), torch.randn(50, 1)), batch_size=10, shuffle=True
)
val = DataLoader(TensorDataset(torch.randn(30, 4), torch.randn(30, 1)), batch_size=10)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), 0.1)
step = 0
for epoch in range(4):
    for x, y in loader:
        count(x)
        out = net(x)
        if step % 2 == 0:
            net.eval()
            vx, vy = next(iter(val))
            print(F.mse_loss(net(vx), vy).item())
            net.train()
        opt.zero_grad()
        F.mse_loss(out, y).backward()
        opt.step()
        step += 1
