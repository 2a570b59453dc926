# n: 240
ds = TensorDataset(torch.randn(240, 4), torch.randn(240, 1))
loader = DataLoader(ds, batch_size=8, shuffle=True)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
for epoch in range(2):
    running_loss = 0.0
    for i, (x, y) in enumerate(loader):
        count(x)
        opt.zero_grad()
        loss = nn.functional.mse_loss(net(x), y)
        loss.backward()
        opt.step()
        running_loss += loss.item()
        if i % 10 == 9:
            print(f"[{epoch}, {i + 1}] loss {running_loss / 10:.3f}")
            running_loss = 0.0
