# n: 64
loader = DataLoader(
    TensorDataset(torch.randn(64, 3), torch.randn(64, 1)), batch_size=8, shuffle=True
)
net = nn.Linear(3, 1)
opt = torch.optim.Adam(net.parameters(), lr=0.01)
STEPS_PER_EPOCH = 5
for epoch in range(6):
    for i, (x, y) in enumerate(loader):
        if i >= STEPS_PER_EPOCH:
            break
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
