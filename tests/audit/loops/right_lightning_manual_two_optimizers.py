# n: 48
import lightning as L
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Lit(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.automatic_optimization = False
        self.first, self.second = nn.Linear(4, 2), nn.Linear(2, 1)

    def training_step(self, batch, _):
        count(batch[0])
        one, two = self.optimizers()
        loss = nn.functional.mse_loss(self.second(self.first(batch[0])), batch[1])
        one.zero_grad()
        two.zero_grad()
        self.manual_backward(loss)
        one.step()
        two.step()

    def configure_optimizers(self):
        return torch.optim.SGD(self.first.parameters(), 0.01), torch.optim.Adam(
            self.second.parameters(), 0.01
        )


quiet = dict(
    logger=False, enable_checkpointing=False, enable_progress_bar=False, enable_model_summary=False
)
data = TensorDataset(torch.randn(48, 4), torch.randn(48, 1))
L.Trainer(max_epochs=3, accelerator="cpu", **quiet).fit(
    Lit(), DataLoader(data, batch_size=8, shuffle=True)
)
