# n: 64
train_dl = DataLoader(
    TensorDataset(torch.randn(64, 4), torch.randn(64, 1)), batch_size=16, shuffle=True
)
xv, yv = torch.randn(16, 4), torch.randn(16, 1)
model = nn.Linear(4, 1)
opt = torch.optim.AdamW(model.parameters(), lr=1e-3)
sched = torch.optim.lr_scheduler.OneCycleLR(
    opt, max_lr=0.01, epochs=20, steps_per_epoch=len(train_dl)
)
best, bad = float("inf"), 0
for epoch in range(20):
    for xb, yb in train_dl:
        count(xb)
        opt.zero_grad()
        F.mse_loss(model(xb), yb).backward()
        opt.step()
        sched.step()
    with torch.no_grad():
        val = F.mse_loss(model(xv), yv).item() + epoch
    best, bad = (val, 0) if val < best else (best, bad + 1)
    if bad >= 2:
        break
