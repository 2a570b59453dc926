# n: 64
loader = DataLoader(
    TensorDataset(torch.randn(64, 4), torch.randn(64, 1)), batch_size=8, shuffle=True
)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
accumulated = 0
for epoch in range(3):
    for x, y in loader:
        count(x)
        opt.zero_grad()  # <- cleared-too-early
        loss = nn.functional.mse_loss(net(x), y)
        loss.backward()
        accumulated += len(x)
        if accumulated >= 32:
            opt.step()
            accumulated = 0
