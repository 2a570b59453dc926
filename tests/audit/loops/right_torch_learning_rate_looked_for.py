# n: 64
# A sweep of the learning rate first; then the weights are put back and the training begins.
import copy

loader = DataLoader(
    TensorDataset(torch.randn(64, 3), torch.randn(64, 1)), batch_size=8, shuffle=True
)
net = nn.Linear(3, 1)
begin = copy.deepcopy(net.state_dict())
opt = torch.optim.SGD(net.parameters(), lr=1e-5)
sweep = torch.optim.lr_scheduler.ExponentialLR(opt, 2.0)
for x, y in loader:
    count(x)
    opt.zero_grad()
    F.mse_loss(net(x), y).backward()
    opt.step()
    sweep.step()
net.load_state_dict(begin)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
for epoch in range(4):
    for x, y in loader:
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
