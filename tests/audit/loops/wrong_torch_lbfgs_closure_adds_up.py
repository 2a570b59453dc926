# n: 40
# unknown: n_samples distinct_samples passes
# updates of LBFGS whose closure does not clear
X, Y = torch.randn(40, 4), torch.randn(40, 1)
net = nn.Linear(4, 1)
opt = torch.optim.LBFGS(net.parameters(), lr=0.1, max_iter=4)
loader = DataLoader(TensorDataset(X, Y), 40)
for epoch in range(5):
    for x, y in loader:
        count(x)

        def closure():
            loss = F.mse_loss(net(x), y)
            loss.backward()  # <- grad-not-cleared
            return loss

        opt.step(closure)
