# n: 64
import io

loader = DataLoader(
    TensorDataset(torch.randn(64, 4), torch.randn(64, 1)), batch_size=16, shuffle=True
)
net = nn.Linear(4, 1)
opt = torch.optim.AdamW(net.parameters(), lr=1e-3)
sched = torch.optim.lr_scheduler.OneCycleLR(opt, 0.01, epochs=10, steps_per_epoch=len(loader))
for epoch in range(4):
    for x, y in loader:
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
        sched.step()
    torch.save({"opt": opt.state_dict(), "sched": sched.state_dict()}, io.BytesIO())
