# n: 70
loader = DataLoader(
    TensorDataset(torch.randn(70, 4), torch.randn(70, 1)), batch_size=16, shuffle=True
)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)


def one_epoch():
    running = 0.0
    for x, y in loader:
        count(x)
        loss = F.mse_loss(net(x), y)
        opt.zero_grad()
        loss.backward()
        opt.step()
        running += loss.item()
    return running / len(loader.dataset)  # <- epoch-loss-divisor


for epoch in range(3):
    print(one_epoch())
