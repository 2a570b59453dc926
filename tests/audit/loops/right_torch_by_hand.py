# n: 40
X, Y = torch.randn(40, 3), torch.randn(40, 1)
w = torch.zeros(3, 1, requires_grad=True)
for epoch in range(3):
    for i in range(0, 40, 10):
        x, y = X[i : i + 10], Y[i : i + 10]
        count(x)
        loss = ((x @ w - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= 0.1 * w.grad
            w.grad = None
        stepped()
