# n: 80
loader = DataLoader(
    TensorDataset(torch.randn(80, 4), torch.randn(80, 1)), batch_size=8, shuffle=True
)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
sched = torch.optim.lr_scheduler.MultiStepLR(opt, milestones=[10, 20], gamma=0.1)
epochs = 3
for epoch in range(epochs):
    for x, y in loader:
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
    sched.step()
