# n: 50
loader = DataLoader(
    TensorDataset(torch.randn(50, 4), torch.randn(50, 1)), batch_size=8, shuffle=True
)
net = nn.Linear(4, 1)
opt = torch.optim.Adam(net.parameters())
for epoch in range(4):
    for x, y in loader:
        count(x)
        first = len(x) // 2
        found = torch.cat([net(x[:first]), net(x[first:])])
        opt.zero_grad()
        F.mse_loss(found, y).backward()
        opt.step()
