# n: 60
class Trainer:
    def __init__(self, model, loader, cfg):
        self.model, self.loader, self.cfg = model, loader, cfg
        self.opt = torch.optim.AdamW(model.parameters(), lr=cfg["lr"])
        self.sched = torch.optim.lr_scheduler.CosineAnnealingLR(self.opt, T_max=cfg["epochs"])

    def fit(self):
        for epoch in range(self.cfg["epochs"]):
            for x, y in self.loader:
                count(x)
                self.opt.zero_grad(set_to_none=True)
                loss = F.mse_loss(self.model(x), y)
                loss.backward()
                self.opt.step()
                self.sched.step()  # <- schedule-unit


Trainer(
    nn.Linear(4, 1),
    DataLoader(TensorDataset(torch.randn(60, 4), torch.randn(60, 1)), 6, shuffle=True),
    {"lr": 0.01, "epochs": 5},
).fit()
