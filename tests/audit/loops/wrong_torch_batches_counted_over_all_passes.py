# n: 60
loader = DataLoader(
    TensorDataset(torch.randn(60, 4), torch.randn(60, 1)), batch_size=15, shuffle=True
)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
batch_count = 0
for epoch in range(4):
    train_l_sum = 0.0
    for x, y in loader:
        count(x)
        cost = nn.functional.mse_loss(net(x), y)
        opt.zero_grad()
        cost.backward()
        opt.step()
        train_l_sum += cost.item()
        batch_count += 1
    print(f"epoch {epoch}: loss {train_l_sum / batch_count:.4f}")  # <- epoch-loss-divisor
