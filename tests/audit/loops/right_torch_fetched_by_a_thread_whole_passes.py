# n: 50
import threading


class Whole:
    def __init__(self, loader):
        self.loader = loader

    def __iter__(self):
        batches = []
        thread = threading.Thread(target=lambda: batches.extend(self.loader))
        thread.start()
        thread.join()
        for x, y in batches:
            yield x.double().float(), y


loader = Whole(
    DataLoader(TensorDataset(torch.randn(50, 4), torch.randn(50, 1)), batch_size=8, shuffle=True)
)
net = nn.Linear(4, 1)
opt = torch.optim.Adam(net.parameters())
for epoch in range(5):
    for x, y in loader:
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
