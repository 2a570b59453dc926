# n: 50
import threading

data = TensorDataset(torch.randn(50, 4), torch.randn(50, 1))
held_out = TensorDataset(torch.randn(12, 4), torch.randn(12, 1))


def train():
    loader = DataLoader(data, batch_size=8, shuffle=True)
    other = DataLoader(held_out, batch_size=12)
    net = nn.Linear(4, 1)
    opt = torch.optim.Adam(net.parameters())
    for _ in range(5):
        for x, y in loader:
            count(x)
            opt.zero_grad()
            F.mse_loss(net(x), y).backward()
            opt.step()
        with torch.no_grad():
            for x, _ in loader:
                net(x)
            for x, _ in other:
                net(x)


thread = threading.Thread(target=train)
thread.start()
thread.join()
