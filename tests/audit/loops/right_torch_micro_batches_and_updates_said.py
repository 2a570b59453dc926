# n: 72
loader = DataLoader(
    TensorDataset(torch.randn(72, 3), torch.randn(72, 1)), batch_size=6, shuffle=True
)
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
window, limit, step, updates = 3, 6, 0, 0
while updates < limit:
    for x, y in loader:
        count(x)
        (F.mse_loss(net(x), y) / window).backward()
        step += 1
        if step % window == 0:
            opt.step()
            opt.zero_grad()
            updates += 1
        if updates >= limit:
            break
print(f"{updates} updates in {step} steps, {step // window} updates planned, step {step}")
