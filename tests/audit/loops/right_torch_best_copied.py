# n: 60
import copy

data = TensorDataset(torch.randn(60, 4), torch.randn(60, 1))
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
best = None
for epoch in range(4):
    for x, y in DataLoader(data, batch_size=20, shuffle=True):
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
    if epoch == 1:
        best = copy.deepcopy(net.state_dict())
net.load_state_dict(best)
