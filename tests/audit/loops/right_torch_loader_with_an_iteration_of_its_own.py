# n: 50
# none: n_samples passes


class Doubled(DataLoader):
    def __iter__(self):
        for numbers in self.batch_sampler:
            batch = self.collate_fn([self.dataset[i] for i in numbers])
            yield batch
            yield batch


data = TensorDataset(torch.randn(50, 4), torch.randn(50, 1))
net = nn.Linear(4, 1)
opt = torch.optim.Adam(net.parameters())
for epoch in range(3):
    for x, y in Doubled(data, batch_size=8, shuffle=True):
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
