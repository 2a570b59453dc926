# n: 50
ds = TensorDataset(torch.randn(50, 4), torch.randn(50, 1))
bs, epochs = 16, 4
dl = DataLoader(ds, batch_size=bs, shuffle=True)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.01)
sched = torch.optim.lr_scheduler.OneCycleLR(  # <- schedule-unit
    opt, max_lr=0.1, steps_per_epoch=len(ds) // bs, epochs=epochs
)
try:
    for epoch in range(epochs):
        for x, y in dl:
            count(x)
            loss = nn.functional.mse_loss(net(x), y)
            opt.zero_grad()
            loss.backward()
            opt.step()
            sched.step()
except ValueError as err:
    print("stopped:", err)
