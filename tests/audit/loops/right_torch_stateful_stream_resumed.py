# n: none
# unknown: distinct_samples
import copy
import itertools

from torch.utils.data import IterableDataset
from torchdata.stateful_dataloader import StatefulDataLoader


class Stream(IterableDataset):
    def __init__(self, rows):
        self.rows = rows

    def __iter__(self):
        yield from self.rows.unbind()


rows = torch.randn(50, 4)
net = nn.Linear(4, 1)
opt = torch.optim.Adam(net.parameters())
for workers in (0, 1):
    state = {}
    for most in (3, 2):
        loader = StatefulDataLoader(Stream(rows), batch_size=8, num_workers=workers)
        loader.load_state_dict(state)  # goes through what was used before, to where it was left
        for x in itertools.islice(loader, most):
            count(x)
            opt.zero_grad()
            net(x).square().mean().backward()
            opt.step()
        state = copy.deepcopy(loader.state_dict())
    del loader  # its worker ends here, and is not left to those of another loader
