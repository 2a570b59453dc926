# n: 80
from accelerate import Accelerator
from transformers import get_linear_schedule_with_warmup

accelerator = Accelerator(cpu=True, gradient_accumulation_steps=4)
loader = DataLoader(
    TensorDataset(torch.randn(80, 4), torch.randn(80, 1)), batch_size=10, shuffle=True
)
net = nn.Linear(4, 1)
opt = torch.optim.AdamW(net.parameters(), lr=0.05)
epochs = 5
sched = get_linear_schedule_with_warmup(opt, 0, epochs * len(loader))  # <- schedule-unit
net, opt, loader, sched = accelerator.prepare(net, opt, loader, sched)
for epoch in range(epochs):
    for x, y in loader:
        count(x)
        with accelerator.accumulate(net):
            accelerator.backward(F.mse_loss(net(x), y))
            opt.step()
            sched.step()
            opt.zero_grad()
