# n: none
# none: n_samples
# unknown: batch_sizes samples_processed distinct_samples passes
data = [(torch.randint(0, 9, (k,)), torch.randint(0, 3, (k,))) for k in (5, 4, 7)]


class T(nn.Module):
    def __init__(self):
        super().__init__()
        self.e, self.l, self.o = nn.Embedding(9, 6), nn.LSTM(6, 6), nn.Linear(6, 3)

    def forward(self, s):
        h, _ = self.l(self.e(s).view(len(s), 1, -1))
        return F.log_softmax(self.o(h.view(len(s), -1)), 1)


net = T()
opt = torch.optim.SGD(net.parameters(), 0.1)
for epoch in range(4):
    for s, t in data:
        net.zero_grad()
        F.nll_loss(net(s), t).backward()
        opt.step()
