# n: 64
import tempfile

import torch
from torch import nn
from transformers import Trainer, TrainingArguments


class Rows(torch.utils.data.Dataset):
    def __init__(self, n):
        self.x = torch.randn(n, 4)
        self.y = self.x.sum(1, keepdim=True)

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return {"x": self.x[i], "labels": self.y[i]}


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin = nn.Linear(4, 1)

    def forward(self, x, labels=None):
        if self.training:
            count(x)
        out = self.lin(x)
        return {"loss": nn.functional.mse_loss(out, labels), "logits": out}


quiet = {
    "output_dir": tempfile.mkdtemp(),
    "report_to": [],
    "use_cpu": True,
    "save_strategy": "no",
    "logging_strategy": "no",
    "disable_tqdm": True,
}
torch.manual_seed(0)
rows = Rows(64)
held_out = torch.utils.data.Subset(rows, range(48, 64))
args = TrainingArguments(
    **quiet, num_train_epochs=2, per_device_train_batch_size=16, eval_strategy="epoch"
)
trainer = Trainer(
    model=Net(),
    args=args,
    train_dataset=rows,  # <- val-on-train
    eval_dataset=held_out,
)
trainer.train()
