# n: 70
X = torch.randn(70, 4)
y = X.sum(1, keepdim=True)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
batch_size = 16
num_batches = len(X) // batch_size  # <- count-floor
for epoch in range(5):
    for b in range(num_batches):
        xb = X[b * batch_size : (b + 1) * batch_size]
        yb = y[b * batch_size : (b + 1) * batch_size]
        count(xb)
        opt.zero_grad()
        nn.functional.mse_loss(net(xb), yb).backward()
        opt.step()
