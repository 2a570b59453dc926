# n: 60
loader = DataLoader(
    TensorDataset(torch.randn(60, 4), torch.randint(0, 3, (60,))), batch_size=16, shuffle=True
)
net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3))
opt = torch.optim.AdamW(net.parameters(), lr=0.01)
criterion = nn.CrossEntropyLoss()
for epoch in range(4):
    net.train()
    for x, y in loader:
        count(x)
        opt.zero_grad(set_to_none=True)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = criterion(net(x), y)
        loss.backward()
        opt.step()
