# n: 50
loader = DataLoader(TensorDataset(torch.randn(50, 4)), batch_size=16, shuffle=True)
teacher = nn.Sequential(nn.Linear(4, 8), nn.Dropout(0.1), nn.Linear(8, 2)).eval()
net = nn.Linear(4, 2)
opt = torch.optim.Adam(net.parameters())
for epoch in range(3):
    for (x,) in loader:
        count(x)
        with torch.no_grad():
            t = teacher(x)
        loss = F.kl_div(F.log_softmax(net(x), 1), F.softmax(t, 1), reduction="batchmean")
        opt.zero_grad()
        loss.backward()
        opt.step()
