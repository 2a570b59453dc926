# n: 64
loader = DataLoader(TensorDataset(torch.randn(64, 3)), batch_size=16, shuffle=True)
G = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 3))
D = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 1))
opt_g = torch.optim.Adam(G.parameters(), lr=1e-3)
opt_d = torch.optim.Adam(D.parameters(), lr=1e-3)
bce = nn.BCEWithLogitsLoss()
for epoch in range(4):
    for (x,) in loader:
        count(x)
        ones, zeros = torch.ones(len(x), 1), torch.zeros(len(x), 1)
        z = torch.randn(len(x), 2)
        opt_g.zero_grad()
        loss = bce(D(x), ones) + bce(D(G(z).detach()), zeros)
        loss.backward()  # <- grad-not-cleared
        opt_d.step()
        opt_g.zero_grad()
        bce(D(G(z)), ones).backward()
        opt_g.step()
