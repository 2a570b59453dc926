# n: 50
# unknown: batch_sizes samples_processed distinct_samples passes
import queue
import threading


class Background(threading.Thread):
    def __init__(self, batches):
        super().__init__(daemon=True)
        self.batches, self.queue = batches, queue.Queue(2)
        self.start()

    def run(self):
        for batch in self.batches:
            self.queue.put(batch)
        self.queue.put(None)

    def __iter__(self):
        return iter(self.queue.get, None)


class Loader(DataLoader):
    def __iter__(self):
        return iter(Background(super().__iter__()))


loader = Loader(TensorDataset(torch.randn(50, 4), torch.randn(50, 1)), batch_size=8, shuffle=True)
net = nn.Linear(4, 1)
opt = torch.optim.Adam(net.parameters())
for epoch in range(5):
    for x, y in loader:
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
