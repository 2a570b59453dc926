# n: 50
import copy
import itertools

from torchdata.stateful_dataloader import StatefulDataLoader

data = TensorDataset(torch.randn(50, 4), torch.randn(50, 1))
net = nn.Linear(4, 1)
opt = torch.optim.Adam(net.parameters())
state = {}
for _ in range(2):
    loader = StatefulDataLoader(
        data, batch_size=8, shuffle=True, num_workers=2, snapshot_every_n_steps=2
    )
    loader.load_state_dict(
        state
    )  # at a batch whose state was not kept: that one is asked for again
    for x, y in itertools.islice(loader, 3):
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
    state = copy.deepcopy(loader.state_dict())
