# n: 80
loader = DataLoader(
    TensorDataset(torch.randn(80, 4), torch.randn(80, 1)), batch_size=8, shuffle=True
)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
each, epochs = 5, 4
sched = torch.optim.lr_scheduler.OneCycleLR(opt, 0.1, epochs=epochs, steps_per_epoch=each)
for epoch in range(epochs):
    for i, (x, y) in enumerate(loader):
        if i >= each:
            break
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
        sched.step()
