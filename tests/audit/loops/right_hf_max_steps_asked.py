# n: 40
import tempfile
import torch
from torch import nn
from transformers import Trainer, TrainingArguments


class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(4, 1)

    def forward(self, x, labels):
        if self.training:
            count(x)
        o = self.l(x)
        return {"loss": nn.functional.mse_loss(o, labels), "logits": o}


train = [{"x": torch.randn(4), "labels": torch.randn(1)} for _ in range(40)]
check = [{"x": torch.randn(4), "labels": torch.randn(1)} for _ in range(10)]
a = TrainingArguments(
    tempfile.mkdtemp(),
    max_steps=12,
    per_device_train_batch_size=8,
    eval_strategy="steps",
    eval_steps=5,
    report_to=[],
    use_cpu=True,
    save_strategy="no",
    disable_tqdm=True,
    logging_strategy="no",
)
Trainer(M(), a, train_dataset=train, eval_dataset=check).train()
