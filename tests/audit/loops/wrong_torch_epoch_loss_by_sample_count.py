# n: 50
loader = DataLoader(
    TensorDataset(torch.randn(50, 3), torch.randn(50, 1)), batch_size=8, shuffle=True
)
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
for epoch in range(4):
    losses = []
    for x, y in loader:
        count(x)
        loss = F.mse_loss(net(x), y)
        opt.zero_grad()
        loss.backward()
        opt.step()
        losses.append(loss.item())
    print(sum(losses) / len(loader.dataset))  # <- epoch-loss-divisor
