# n: 60
data = torch.randn(60, 2)
loader = DataLoader(TensorDataset(data), batch_size=10, shuffle=True)
G, D = nn.Linear(3, 2), nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 1))
og, od = torch.optim.RMSprop(G.parameters(), 1e-3), torch.optim.RMSprop(D.parameters(), 1e-3)
for epoch in range(3):
    for i, (x,) in enumerate(loader):
        count(x)
        od.zero_grad()
        fake = G(torch.randn(len(x), 3)).detach()
        eps = torch.rand(len(x), 1)
        mid = (eps * x + (1 - eps) * fake).requires_grad_(True)
        (g,) = torch.autograd.grad(D(mid).sum(), mid, create_graph=True)
        loss = D(fake).mean() - D(x).mean() + 10 * ((g.norm(dim=1) - 1) ** 2).mean()
        loss.backward()
        od.step()
        if i % 3 == 2:
            og.zero_grad()
            (-D(G(torch.randn(len(x), 3))).mean()).backward()
            og.step()
