# n: 70
import lightning as L
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Lit(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.net = nn.Linear(4, 1)

    def training_step(self, batch, _):
        count(batch[0])
        return nn.functional.mse_loss(self.net(batch[0]), batch[1])

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=0.01)


quiet = dict(
    logger=False, enable_checkpointing=False, enable_progress_bar=False, enable_model_summary=False
)
data = TensorDataset(torch.randn(70, 4), torch.randn(70, 1))
L.Trainer(max_epochs=3, accelerator="cpu", **quiet).fit(
    Lit(), DataLoader(data, batch_size=16, shuffle=True)
)
