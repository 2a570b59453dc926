# n: 80
# the break leaves only the inner loop
loader = DataLoader(TensorDataset(torch.randn(80, 4), torch.randn(80, 1)), 10, shuffle=True)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), 0.05)
max_steps, global_step = 12, 0
for epoch in range(6):
    for x, y in loader:
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
        global_step += 1
        if global_step >= max_steps:
            break  # <- restart
