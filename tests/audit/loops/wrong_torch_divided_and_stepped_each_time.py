# n: 64
loader = DataLoader(
    TensorDataset(torch.randn(64, 4), torch.randn(64, 1)), batch_size=4, shuffle=True
)
accum = 4
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
actual_step = 0
for epoch in range(2):
    for x, y in loader:
        count(x)
        loss = nn.functional.mse_loss(net(x), y) / accum
        loss.backward()
        actual_step += 1
        if actual_step % accum == 0:
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        opt.step()  # <- accum-mean
        opt.zero_grad()
