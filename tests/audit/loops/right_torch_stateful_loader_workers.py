# n: 50
from torchdata.stateful_dataloader import StatefulDataLoader

data = TensorDataset(torch.randn(50, 4), torch.randn(50, 1))
loader = StatefulDataLoader(data, batch_size=8, shuffle=True, num_workers=2)
net = nn.Linear(4, 1)
opt = torch.optim.Adam(net.parameters())
for epoch in range(3):
    for x, y in loader:
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
