# n: 80
from accelerate import Accelerator

accelerator = Accelerator(cpu=True, gradient_accumulation_steps=2)
loader = DataLoader(
    TensorDataset(torch.randn(80, 4), torch.randn(80, 1)), batch_size=10, shuffle=True
)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
net, opt, loader = accelerator.prepare(net, opt, loader)
for epoch in range(3):
    for x, y in loader:
        count(x)
        with accelerator.accumulate(net):
            accelerator.backward(F.mse_loss(net(x), y))
            opt.step()
            opt.zero_grad()
