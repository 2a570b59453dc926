# n: 64
import os

os.environ["HF_HUB_OFFLINE"] = "1"
import tempfile
import torch
import transformers
from torch import nn
from transformers import Trainer, TrainingArguments, get_linear_schedule_with_warmup

transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()
torch.manual_seed(0)


class Data(torch.utils.data.Dataset):
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
            pass
        out = self.lin(x)
        return {"loss": nn.functional.mse_loss(out, labels), "logits": out}


args = TrainingArguments(
    output_dir=tempfile.mkdtemp(),
    report_to=[],
    disable_tqdm=True,
    use_cpu=True,
    save_strategy="no",
    logging_strategy="no",
    dataloader_pin_memory=False,
    num_train_epochs=3,
    per_device_train_batch_size=8,
)
net, data = Net(), Data(64)
opt = torch.optim.AdamW(net.parameters(), lr=1e-3)
sched = get_linear_schedule_with_warmup(opt, 0, len(data) * 3)  # <- schedule-unit
Trainer(net, args, train_dataset=data, optimizers=(opt, sched)).train()
