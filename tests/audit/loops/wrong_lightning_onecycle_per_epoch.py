# n: 48
import lightning as L
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Lit(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.net = nn.Linear(4, 1)

    def training_step(self, b, i):
        count(b[0])
        return nn.functional.mse_loss(self.net(b[0]), b[1])

    def configure_optimizers(self):
        o = torch.optim.SGD(self.parameters(), 1e-2)
        s = torch.optim.lr_scheduler.OneCycleLR(o, 0.1, total_steps=18)  # <- schedule-unit
        return [o], [s]


q = dict(
    logger=False,
    enable_checkpointing=False,
    enable_progress_bar=False,
    enable_model_summary=False,
    accelerator="cpu",
)
L.Trainer(max_epochs=6, **q).fit(
    Lit(),
    DataLoader(TensorDataset(torch.randn(48, 4), torch.randn(48, 1)), batch_size=16, shuffle=True),
)
