# n: 80
import lightning as L
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

L.seed_everything(0, verbose=False)
quiet = {
    "accelerator": "cpu",
    "logger": False,
    "enable_checkpointing": False,
    "enable_progress_bar": False,
    "enable_model_summary": False,
}


class Lit(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.net = nn.Linear(4, 1)

    def training_step(self, batch, i):
        count(batch[0])
        return nn.functional.mse_loss(self.net(batch[0]), batch[1])

    def configure_optimizers(self):
        opt = torch.optim.AdamW(self.parameters(), lr=1e-3)
        total = len(train_loader) * self.trainer.max_epochs
        sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, T_max=total)  # <- schedule-unit
        return {"optimizer": opt, "lr_scheduler": {"scheduler": sched, "interval": "step"}}


train_loader = DataLoader(TensorDataset(torch.randn(80, 4), torch.randn(80, 1)), 8, shuffle=True)
trainer = L.Trainer(max_epochs=4, limit_train_batches=0.5, **quiet)
trainer.fit(Lit(), train_loader)
