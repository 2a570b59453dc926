# n: 80
X, Y = torch.randn(100, 4), torch.randn(100, 1)
x_train, y_train, x_val, y_val = X[:80], Y[:80], X[80:], Y[80:]
model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))
loss_fn = nn.MSELoss()
opt = torch.optim.Adam(model.parameters(), lr=1e-2)
for epoch in range(30):
    count(x_train)
    train_loss = loss_fn(model(x_train), y_train)
    val_loss = loss_fn(model(x_val), y_val)
    opt.zero_grad()
    train_loss.backward()
    opt.step()
    if epoch % 10 == 0:
        print(train_loss.item(), val_loss.item())
