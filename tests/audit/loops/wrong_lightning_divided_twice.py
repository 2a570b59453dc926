# n: 64
import torch
import lightning as L
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

L.seed_everything(0, verbose=False)


class Lit(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.net = nn.Linear(4, 1)

    def training_step(self, batch, i):
        x, y = batch
        count(x)
        loss = nn.functional.mse_loss(self.net(x), y)
        return loss / self.trainer.accumulate_grad_batches  # <- accum-mean

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=0.05)


dl = DataLoader(TensorDataset(torch.randn(64, 4), torch.randn(64, 1)), batch_size=8, shuffle=True)
L.Trainer(
    max_epochs=2,
    accumulate_grad_batches=4,
    accelerator="cpu",
    logger=False,
    enable_checkpointing=False,
    enable_progress_bar=False,
    enable_model_summary=False,
).fit(Lit(), dl)
