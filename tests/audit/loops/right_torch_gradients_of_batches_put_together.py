# n: 48
loader = DataLoader(
    TensorDataset(torch.randn(48, 4), torch.randn(48, 1)), batch_size=16, shuffle=True
)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
for epoch in range(4):
    found = []
    for x, y in loader:
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        found.append([p.grad.clone() for p in net.parameters()])
    for p, grads in zip(net.parameters(), zip(*found)):
        p.grad = torch.stack(grads).median(0).values
    opt.step()
