# n: 64
import torch
import lightning as L
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split

L.seed_everything(0, verbose=False)


class DM(L.LightningDataModule):
    def setup(self, stage=None):
        full = TensorDataset(torch.randn(80, 4), torch.randn(80, 1))
        self.train, self.val = random_split(full, [64, 16])

    def train_dataloader(self):
        return DataLoader(self.train, batch_size=16, shuffle=True)

    def val_dataloader(self):
        return DataLoader(self.train, batch_size=16)  # <- val-on-train


class Lit(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.net = nn.Linear(4, 1)

    def training_step(self, batch, i):
        x, y = batch
        count(x)
        return nn.functional.mse_loss(self.net(x), y)

    def validation_step(self, batch, i):
        self.log("val", nn.functional.mse_loss(self.net(batch[0]), batch[1]))

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=0.05)


L.Trainer(
    max_epochs=2,
    accelerator="cpu",
    logger=False,
    enable_checkpointing=False,
    enable_progress_bar=False,
    enable_model_summary=False,
).fit(Lit(), datamodule=DM())
