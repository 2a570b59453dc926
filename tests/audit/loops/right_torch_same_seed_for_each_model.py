# n: 60
data = TensorDataset(torch.randn(60, 4), torch.randn(60, 1))
for rate in (0.01, 0.05, 0.1):
    torch.manual_seed(0)
    net = nn.Linear(4, 1)
    opt = torch.optim.Adam(net.parameters(), lr=rate)
    for x, y in DataLoader(data, batch_size=20, shuffle=True):
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
