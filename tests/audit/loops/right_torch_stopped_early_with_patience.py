# n: 64
loader = DataLoader(
    TensorDataset(torch.randn(64, 3), torch.randn(64, 1)), batch_size=8, shuffle=True
)
checking = DataLoader(TensorDataset(torch.randn(20, 3), torch.randn(20, 1)), batch_size=20)
net = nn.Sequential(nn.Linear(3, 8), nn.Dropout(0.2), nn.Linear(8, 1))
opt = torch.optim.Adam(net.parameters(), lr=0.05)
best, waited = float("inf"), 0
for epoch in range(30):
    net.train()
    for x, y in loader:
        count(x)
        opt.zero_grad()
        F.mse_loss(net(x), y).backward()
        opt.step()
    net.eval()
    with torch.inference_mode():
        loss = sum(F.mse_loss(net(x), y).item() for x, y in checking)
    if loss < best:
        best, waited = loss, 0
        torch.save(net.state_dict(), __import__("io").BytesIO())
    else:
        waited += 1
        if waited == 2:
            break
