# n: 72
loader = DataLoader(
    TensorDataset(torch.randn(72, 3), torch.randn(72, 1)), batch_size=6, shuffle=True
)
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
window, limit, step = 3, 18, 0
while step < limit:
    for x, y in loader:
        count(x)
        (F.mse_loss(net(x), y) / window).backward()
        step += 1  # <- micro-step
        if step % window == 0:
            opt.step()
            opt.zero_grad()
        if step >= limit:
            break
print(f"updates: {step} of {limit}")
