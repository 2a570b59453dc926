# n: none
# none: n_samples batch_sizes samples_processed distinct_samples passes
class AC(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.c = nn.Linear(4, 2), nn.Linear(4, 1)

    def forward(self, s):
        return F.softmax(self.a(s), dim=-1), self.c(s)


net = AC()
opt = torch.optim.Adam(net.parameters(), lr=1e-2)
for episode in range(3):
    state = torch.randn(4)
    for t in range(5):
        p, value = net(state)
        a = torch.multinomial(p, 1)
        nxt, r = torch.randn(4), float(a)
        with torch.no_grad():
            _, v2 = net(nxt)
        delta = r + 0.9 * v2 - value
        loss = (-torch.log(p[a]) * delta.detach() + delta**2).sum()
        opt.zero_grad()
        loss.backward()
        opt.step()
        state = nxt
