# n: 48
loader = DataLoader(
    TensorDataset(torch.randn(48, 4), torch.randn(48, 1)), batch_size=12, shuffle=True
)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
for epoch in range(3):
    for x, y in loader:
        count(x)
        attacked = x.clone().requires_grad_()
        F.mse_loss(net(attacked), y).backward()
        worse = (x + 0.1 * attacked.grad.sign()).detach()
        opt.zero_grad()
        F.mse_loss(net(worse), y).backward()
        opt.step()
