# n: 70
loader = DataLoader(
    TensorDataset(torch.randn(70, 4), torch.randn(70, 1)), batch_size=32, shuffle=True
)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
for epoch in range(3):
    losses = []
    for x, y in loader:
        count(x)
        loss = F.mse_loss(net(x), y)
        opt.zero_grad()
        loss.backward()
        opt.step()
        losses.append(loss.item())
    print(sum(losses) / len(losses))  # <- mean-of-means
