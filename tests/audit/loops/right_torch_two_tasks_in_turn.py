# n: none
# unknown: n_samples passes distinct_samples
a = DataLoader(TensorDataset(torch.randn(40, 4), torch.randn(40, 1)), batch_size=8, shuffle=True)
b = DataLoader(TensorDataset(torch.randn(24, 4), torch.randn(24, 1)), batch_size=8, shuffle=True)
body, h1, h2 = nn.Linear(4, 4), nn.Linear(4, 1), nn.Linear(4, 1)
opt = torch.optim.Adam([*body.parameters(), *h1.parameters(), *h2.parameters()])
for epoch in range(3):
    for x, y in a:
        count(x)
        opt.zero_grad()
        F.mse_loss(h1(body(x)), y).backward()
        opt.step()
    for x, y in b:
        count(x)
        opt.zero_grad()
        F.mse_loss(h2(body(x)), y).backward()
        opt.step()
