# n: 64
loader = DataLoader(
    TensorDataset(torch.randn(64, 4), torch.randn(64, 1)), batch_size=16, shuffle=True
)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), 0.1)
for epoch in range(5):
    for x, y in loader:
        opt.zero_grad()
        loss = F.mse_loss(net(x), y)
    count(x)
    loss.backward()  # <- one-update-per-epoch
    opt.step()
