# n: none
# unknown: batch_sizes samples_processed distinct_samples
labelled = DataLoader(
    TensorDataset(torch.randn(40, 4), torch.randn(40, 1)), batch_size=10, shuffle=True
)
plain = DataLoader(TensorDataset(torch.randn(80, 4)), batch_size=20, shuffle=True)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
for epoch in range(3):
    for (x, y), (u,) in zip(labelled, plain):
        count(x)
        opt.zero_grad()
        (F.mse_loss(net(x), y) + 0.1 * net(u).pow(2).mean()).backward()
        opt.step()
