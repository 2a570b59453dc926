# n: 60
loader = DataLoader(
    TensorDataset(torch.randn(60, 4), torch.randn(60, 1)), batch_size=10, shuffle=True
)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.001)
for epoch in range(3):
    for x, y in loader:
        count(x)
        F.mse_loss(net(x), y).backward()  # <- grad-not-cleared
        opt.step()
