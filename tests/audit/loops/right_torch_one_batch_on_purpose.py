# n: 60
loader = DataLoader(
    TensorDataset(torch.randn(60, 4), torch.randn(60, 1)), batch_size=20, shuffle=True
)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
x, y = next(iter(loader))
count(x)
for step in range(10):
    opt.zero_grad()
    F.mse_loss(net(x), y).backward()
    opt.step()
