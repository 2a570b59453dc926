# n: 50
import copy
import itertools

from torchdata.stateful_dataloader import StatefulDataLoader

data = TensorDataset(torch.randn(50, 4), torch.randn(50, 1))
net = nn.Linear(4, 1)
opt = torch.optim.Adam(net.parameters())
state = {}
for passes, most in ((1, 3), (1, 2), (4, None)):
    loader = StatefulDataLoader(data, batch_size=8, shuffle=True)
    loader.load_state_dict(state)
    for _ in range(passes):
        for x, y in itertools.islice(loader, most):
            count(x)
            opt.zero_grad()
            F.mse_loss(net(x), y).backward()
            opt.step()
    state = copy.deepcopy(loader.state_dict())
