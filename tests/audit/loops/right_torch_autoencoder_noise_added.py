# n: 60
loader = DataLoader(torch.randn(60, 6), batch_size=16, shuffle=True)
net = nn.Sequential(nn.Linear(6, 2), nn.ReLU(), nn.Linear(2, 6))
opt = torch.optim.Adam(net.parameters(), lr=0.01)
for epoch in range(5):
    running, seen = 0.0, 0
    for clean in loader:
        count(clean)
        loss = F.mse_loss(net(clean + 0.1 * torch.randn_like(clean)), clean)
        opt.zero_grad(set_to_none=False)
        loss.backward()
        opt.step()
        running += loss.item() * clean.size(0)
        seen += clean.size(0)
    print(epoch, running / seen)
