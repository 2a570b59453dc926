# n: 60
loader = DataLoader(
    TensorDataset(torch.randn(60, 4), torch.randn(60, 1)), batch_size=6, shuffle=True
)
num_epochs = 8
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
sched = torch.optim.lr_scheduler.MultiStepLR(
    opt, milestones=[int(num_epochs * 0.5), int(num_epochs * 0.75)], gamma=0.1
)
for epoch in range(num_epochs):
    for x, y in loader:
        count(x)
        opt.zero_grad()
        nn.functional.mse_loss(net(x), y).backward()
        opt.step()
        sched.step()  # <- schedule-unit
