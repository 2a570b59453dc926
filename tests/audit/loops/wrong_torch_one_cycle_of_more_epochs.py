# n: 64
train_dl = DataLoader(
    TensorDataset(torch.randn(64, 4), torch.randn(64, 1)), batch_size=16, shuffle=True
)
model = nn.Linear(4, 1)
opt = torch.optim.AdamW(model.parameters(), lr=1e-3)
sched = torch.optim.lr_scheduler.OneCycleLR(  # <- schedule-unit
    opt, max_lr=0.01, epochs=20, steps_per_epoch=len(train_dl)
)
for epoch in range(8):
    for xb, yb in train_dl:
        count(xb)
        loss = F.mse_loss(model(xb), yb)
        loss.backward()
        opt.step()
        sched.step()
        opt.zero_grad()
