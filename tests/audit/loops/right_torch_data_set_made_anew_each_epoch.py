# n: none
# none: distinct_samples
lengths = torch.randint(2, 9, (40,)).tolist()
sentences = [torch.randn(length, 3) for length in lengths]


class Sentences(torch.utils.data.Dataset):
    def __len__(self):
        return 40

    def __getitem__(self, i):
        return sentences[i]


class Buckets(torch.utils.data.Sampler):
    def __iter__(self):
        order = sorted(range(40), key=lambda i: (lengths[i], torch.rand(()).item()))
        batches = [order[i : i + 6] for i in range(0, 40, 6)]
        for number in torch.randperm(len(batches)).tolist():
            yield batches[number]

    def __len__(self):
        return 7


def pad(some):
    return torch.nn.utils.rnn.pad_sequence(some, batch_first=True), torch.tensor(
        [len(s) for s in some]
    )


class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn, self.out = nn.GRU(3, 4, batch_first=True), nn.Linear(4, 1)

    def forward(self, x, lengths):
        packed = nn.utils.rnn.pack_padded_sequence(
            x, lengths, batch_first=True, enforce_sorted=False
        )
        return self.out(self.rnn(packed)[1][-1])


net = Reader()
opt = torch.optim.Adam(net.parameters(), lr=0.01)
for epoch in range(4):
    for x, long in DataLoader(Sentences(), batch_sampler=Buckets(), collate_fn=pad):
        count(torch.nn.functional.pad(x, (0, 0, 0, 9 - x.shape[1])))
        opt.zero_grad()
        net(x, long).square().mean().backward()
        opt.step()
