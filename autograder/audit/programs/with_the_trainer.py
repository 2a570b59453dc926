import tempfile

import torch
import transformers

transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()


class Numbers(torch.utils.data.Dataset):
    def __init__(self):
        self.x = torch.randn(100, 4, generator=torch.Generator().manual_seed(0))

    def __len__(self):
        return 100

    def __getitem__(self, i):
        return {"x": self.x[i], "labels": self.x[i].sum(0, keepdim=True)}


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(4, 1)

    def forward(self, x, labels=None):
        out = self.linear(x)
        return {"loss": torch.nn.functional.mse_loss(out, labels), "logits": out}


arguments = transformers.TrainingArguments(
    output_dir=tempfile.mkdtemp(), use_cpu=True, report_to=[], save_strategy="no",
    logging_strategy="no", disable_tqdm=True, dataloader_pin_memory=False,
    per_device_train_batch_size=6, gradient_accumulation_steps=4,
    num_train_epochs=10, max_steps=12, warmup_steps=50,
)  # fmt: skip
transformers.Trainer(Net(), arguments, train_dataset=Numbers()).train()
