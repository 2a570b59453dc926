# n: 64
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
    def __init__(self, lr_milestones_epochs=(4, 6)):
        super().__init__()
        self.net = nn.Linear(4, 1)
        self.milestones = list(lr_milestones_epochs)

    def training_step(self, batch, i):
        x, y = batch
        count(x)
        return nn.functional.mse_loss(self.net(x), y)

    def configure_optimizers(self):
        optimizer = torch.optim.SGD(self.parameters(), lr=0.01)
        scheduler = torch.optim.lr_scheduler.MultiStepLR(  # <- schedule-unit
            optimizer, milestones=self.milestones
        )
        return {
            "optimizer": optimizer,
            "lr_scheduler": {"scheduler": scheduler, "interval": "step"},
        }


loader = DataLoader(
    TensorDataset(torch.randn(64, 4), torch.randn(64, 1)), batch_size=8, shuffle=True
)
L.Trainer(max_epochs=8, **quiet).fit(Lit(), loader)
