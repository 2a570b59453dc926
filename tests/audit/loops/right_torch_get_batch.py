# n: none
# unknown: n_samples passes distinct_samples
data = torch.randint(0, 10, (500,))
net = nn.Sequential(nn.Embedding(10, 8), nn.Linear(8, 10))
opt = torch.optim.AdamW(net.parameters(), 1e-2)


def get_batch(split):
    ix = torch.randint(len(data) - 9, (12,))
    x = torch.stack([data[i : i + 8] for i in ix])
    y = torch.stack([data[i + 1 : i + 9] for i in ix])
    return x, y


@torch.no_grad()
def estimate():
    net.eval()
    for k in range(3):
        net(get_batch("val")[0])
    net.train()


for it in range(20):
    if it % 5 == 0:
        estimate()
    x, y = get_batch("train")
    count(x)
    loss = F.cross_entropy(net(x).view(-1, 10), y.view(-1))
    opt.zero_grad(set_to_none=True)
    loss.backward()
    opt.step()
