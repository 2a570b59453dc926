# n: 60
loader = DataLoader(
    TensorDataset(torch.randn(60, 4), torch.randn(60, 1)), batch_size=10, shuffle=True
)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
for epoch in range(5):
    total = 0
    for x, y in loader:
        count(x)
        total = total + F.mse_loss(net(x), y)
    opt.zero_grad()
    total.backward()
    opt.step()
