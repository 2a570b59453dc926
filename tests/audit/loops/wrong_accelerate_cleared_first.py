# n: 64
from accelerate import Accelerator

accelerator = Accelerator(cpu=True, gradient_accumulation_steps=2)
dl = DataLoader(TensorDataset(torch.randn(64, 4), torch.randn(64, 1)), batch_size=8, shuffle=True)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
net, opt, dl = accelerator.prepare(net, opt, dl)
for epoch in range(3):
    for x, y in dl:
        count(x)
        with accelerator.accumulate(net):
            opt.zero_grad()  # <- cleared-too-early
            loss = nn.functional.mse_loss(net(x), y)
            accelerator.backward(loss)
            opt.step()
