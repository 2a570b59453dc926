# n: 60
loader = DataLoader(
    TensorDataset(torch.randn(60, 4), torch.randn(60, 1)), batch_size=10, shuffle=True
)
test = DataLoader(TensorDataset(torch.randn(40, 4), torch.randn(40, 1)), batch_size=10)
loss_fn = nn.MSELoss()
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)


def evaluate(dataloader, model):
    size = len(dataloader.dataset)
    model.eval()
    test_loss = 0
    with torch.no_grad():
        for X, y in dataloader:
            test_loss += loss_fn(model(X), y).item()
    test_loss /= size  # <- epoch-loss-divisor
    print(f"Avg loss: {test_loss:>8f}")


for epoch in range(2):
    net.train()
    for X, y in loader:
        count(X)
        loss = loss_fn(net(X), y)
        opt.zero_grad()
        loss.backward()
        opt.step()
    evaluate(test, net)
