"""Run under ``torchrun --nproc_per_node 2``: every process writes down what it trained on, as JSON.

Arguments: a folder to write to, and plans as JSON: [library, n_samples, batch_size, drop_last] each.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

import torch


def trainer(n_samples: int, batch_size: int, drop_last: bool) -> tuple[list[int], int]:
    import transformers

    class Line(torch.nn.Module):  # type: ignore[misc]  # its package has no types
        def __init__(self):
            super().__init__()
            self.layer, self.sizes = torch.nn.Linear(1, 1), []

        def forward(self, x, labels):
            self.sizes.append(len(x))
            return {"loss": ((self.layer(x) - labels) ** 2).mean()}

    model = Line()
    rows = [{"x": torch.ones(1), "labels": torch.zeros(1)}] * n_samples
    with tempfile.TemporaryDirectory() as folder:
        arguments = transformers.TrainingArguments(
            output_dir=folder,
            report_to=[],
            use_cpu=True,
            save_strategy="no",
            disable_tqdm=True,
            num_train_epochs=1,
            per_device_train_batch_size=batch_size,
            dataloader_drop_last=drop_last,
        )
        run = transformers.Trainer(model, arguments, train_dataset=rows)
        run.train()
    return model.sizes, run.state.global_step


def accelerate(n_samples: int, batch_size: int, drop_last: bool) -> tuple[list[int], int]:
    from accelerate import Accelerator

    model = torch.nn.Linear(1, 1)
    optimizer = torch.optim.SGD(model.parameters(), 0.1)
    loader = torch.utils.data.DataLoader(
        torch.ones(n_samples, 1), batch_size=batch_size, drop_last=drop_last
    )
    accelerator, sizes = Accelerator(cpu=True), []
    model, optimizer, loader = accelerator.prepare(model, optimizer, loader)
    for x in loader:
        sizes.append(len(x))
        accelerator.backward(model(x).mean())
        optimizer.step()
        optimizer.zero_grad()
    return sizes, len(sizes)


def lightning(n_samples: int, batch_size: int, drop_last: bool) -> tuple[list[int], int]:
    import lightning as pl

    class Line(pl.LightningModule):  # type: ignore[misc]  # its package has no types
        def __init__(self):
            super().__init__()
            self.layer, self.sizes = torch.nn.Linear(1, 1), []

        def training_step(self, batch, batch_index):
            self.sizes.append(len(batch))
            return self.layer(batch).mean()

        def configure_optimizers(self):
            return torch.optim.SGD(self.parameters(), 0.1)

    model = Line()
    loader = torch.utils.data.DataLoader(
        torch.ones(n_samples, 1), batch_size=batch_size, drop_last=drop_last
    )
    with tempfile.TemporaryDirectory() as folder:
        run = pl.Trainer(
            accelerator="cpu",
            devices=2,
            strategy="ddp",
            max_epochs=1,
            logger=False,
            enable_checkpointing=False,
            enable_progress_bar=False,
            enable_model_summary=False,
            default_root_dir=folder,
        )
        run.fit(model, loader)
    return model.sizes, run.global_step


LIBRARIES = {"trainer": trainer, "accelerate": accelerate, "lightning": lightning}

if __name__ == "__main__":
    found = [LIBRARIES[library](*plan) for library, *plan in json.loads(sys.argv[2])]
    Path(sys.argv[1], os.environ["RANK"]).write_text(json.dumps(found))
