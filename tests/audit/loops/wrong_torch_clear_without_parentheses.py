# n: 60
net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))
loader = DataLoader(
    TensorDataset(torch.randn(60, 4), torch.randn(60, 1)), batch_size=10, shuffle=True
)
optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
for epoch in range(4):
    for x, y in loader:
        count(x)
        optimizer.zero_grad  # <- grad-not-cleared
        loss = F.mse_loss(net(x), y)
        loss.backward()
        optimizer.step()
