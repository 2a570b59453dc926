# n: 80
loader = DataLoader(
    TensorDataset(torch.randn(80, 3), torch.randn(80, 1)), batch_size=8, shuffle=True
)
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.01)
EVERY = 4
for epoch in range(5):
    opt.zero_grad()
    for i, (x, y) in enumerate(loader):
        count(x)
        loss = F.mse_loss(net(x), y) / EVERY
        loss.backward()
        if (i + 1) % EVERY == 0 or (i + 1) == len(loader):  # <- accum-tail
            opt.step()  #
            opt.zero_grad()
