# n: 64
import os

os.environ["HF_HUB_OFFLINE"] = "1"
import tempfile
import torch
import transformers
from torch import nn
from transformers import Trainer, TrainingArguments

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


class MyTrainer(Trainer):
    def compute_loss(self, model, inputs, return_outputs=False, num_items_in_batch=None):
        out = model(**inputs)
        loss = out["loss"] / self.args.gradient_accumulation_steps  # <- accum-mean
        return (loss, out) if return_outputs else loss


args = TrainingArguments(
    output_dir=tempfile.mkdtemp(),
    report_to=[],
    disable_tqdm=True,
    use_cpu=True,
    save_strategy="no",
    logging_strategy="no",
    dataloader_pin_memory=False,
    num_train_epochs=2,
    per_device_train_batch_size=8,
    gradient_accumulation_steps=4,
)
MyTrainer(Net(), args, train_dataset=Data(64)).train()
