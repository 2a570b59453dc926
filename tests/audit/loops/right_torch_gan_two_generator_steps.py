# n: 48
loader = DataLoader(TensorDataset(torch.randn(48, 2)), batch_size=16, shuffle=True)
G, D = nn.Linear(3, 2), nn.Linear(2, 1)
og, od = torch.optim.Adam(G.parameters(), 1e-3), torch.optim.Adam(D.parameters(), 1e-3)
bce = nn.BCEWithLogitsLoss()
for epoch in range(4):
    for (x,) in loader:
        count(x)
        od.zero_grad()
        (
            bce(D(x), torch.ones(16, 1))
            + bce(D(G(torch.randn(16, 3)).detach()), torch.zeros(16, 1))
        ).backward()
        od.step()
        for k in range(2):
            og.zero_grad()
            bce(D(G(torch.randn(16, 3))), torch.ones(16, 1)).backward()
            og.step()
