# n: 64
from accelerate import Accelerator

accelerator = Accelerator(cpu=True)
loader = DataLoader(
    TensorDataset(torch.randn(64, 4), torch.randn(64, 1)), batch_size=16, shuffle=True
)
net = nn.Linear(4, 1)
opt = torch.optim.AdamW(net.parameters(), lr=0.05)
EPOCHS = 5
schedule = torch.optim.lr_scheduler.LinearLR(opt, 1.0, 0.1, total_iters=EPOCHS * len(loader))
net, opt, loader, schedule = accelerator.prepare(net, opt, loader, schedule)
for epoch in range(EPOCHS):
    net.train()
    for x, y in loader:
        count(x)
        opt.zero_grad()
        accelerator.backward(F.mse_loss(net(x), y))
        accelerator.clip_grad_norm_(net.parameters(), 1.0)
        opt.step()
        schedule.step()
