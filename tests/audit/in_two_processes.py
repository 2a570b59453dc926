"""Run under ``torchrun --nproc_per_node 2``: each process trains under the audit and counts beside it.

Arguments: a folder, to which each writes the audit's ledger and its own account as JSON, and names of programs.
"""

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.optim.optimizer import register_optimizer_step_post_hook
from torch.utils.data import DataLoader, IterableDataset, TensorDataset
from torch.utils.data.distributed import DistributedSampler

from autograder.audit import audit
from tests.audit.watched import Account

SAMPLES, BATCH, EPOCHS = 22, 4, 4  # 11 for each process: a tail of 3


def data() -> TensorDataset:
    seeded = torch.Generator().manual_seed(0)
    values = [torch.randn(SAMPLES, width, generator=seeded) for width in (3, 1)]
    return TensorDataset(*values)


def distributed(account: Account) -> None:
    sampler: Any = DistributedSampler(data())
    loader = DataLoader(sampler.dataset, batch_size=BATCH, sampler=sampler)
    net = nn.parallel.DistributedDataParallel(nn.Linear(3, 1))
    optimizer = torch.optim.SGD(net.parameters(), 0.1)
    for epoch in range(EPOCHS):
        sampler.set_epoch(epoch)
        for x, y in loader:
            account.count(x)
            optimizer.zero_grad()
            nn.functional.mse_loss(net(x), y).backward()
            optimizer.step()


def accelerated(account: Account, given: Any = None) -> None:
    from accelerate import Accelerator

    helper = Accelerator(cpu=True)
    net: Any = nn.Linear(3, 1)
    optimizer: Any = torch.optim.SGD(net.parameters(), 0.1)
    loader: Any = DataLoader(data() if given is None else given, batch_size=BATCH)
    net, optimizer, loader = helper.prepare(net, optimizer, loader)
    for _ in range(EPOCHS):
        for x, _y in loader:
            account.count(x)
            helper.backward(net(x).pow(2).mean())
            optimizer.step()
            optimizer.zero_grad()


class Stream(IterableDataset[Any]):
    def __iter__(self) -> Any:
        return iter(list(data()))


def of_a_stream(account: Account) -> None:
    accelerated(account, Stream())


def trainer(account: Account) -> None:
    from transformers import Trainer, TrainingArguments

    class Net(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layer = nn.Linear(3, 1)

        def forward(self, x: Any, labels: Any) -> Any:
            account.count(x)
            return {"loss": nn.functional.mse_loss(self.layer(x), labels)}

    with tempfile.TemporaryDirectory() as folder:
        arguments = TrainingArguments(
            folder,
            report_to=[],
            use_cpu=True,
            save_strategy="no",
            disable_tqdm=True,
            num_train_epochs=EPOCHS,
            per_device_train_batch_size=BATCH,
        )
        rows: Any = [{"x": x, "labels": y} for x, y in data()]
        Trainer(Net(), arguments, train_dataset=rows).train()


def lightning(account: Account) -> None:
    import lightning as pl

    class Net(pl.LightningModule):
        def __init__(self) -> None:
            super().__init__()
            self.layer = nn.Linear(3, 1)

        def training_step(self, batch: Any, _: int) -> Any:
            account.count(batch[0])
            return nn.functional.mse_loss(self.layer(batch[0]), batch[1])

        def configure_optimizers(self) -> Any:
            return torch.optim.SGD(self.parameters(), 0.1)

    plain: Any = dict.fromkeys(
        ("logger", "enable_checkpointing", "enable_progress_bar", "enable_model_summary"), False
    )
    run = pl.Trainer(accelerator="cpu", devices=2, strategy="ddp", max_epochs=EPOCHS, **plain)
    run.fit(Net(), DataLoader(data(), batch_size=BATCH, shuffle=True))


def main() -> None:
    torch.distributed.init_process_group("gloo")
    found = {}
    for name in sys.argv[2:]:
        account = Account()
        steps = register_optimizer_step_post_hook(account.stepped)
        with audit() as run:
            globals()[name](account)
        steps.remove()
        mistakes = [one.id for one in run.findings if one.grade == "mistake"]
        found[name] = run.as_dict(), account.ledger(SAMPLES), mistakes, run.record.processes
    (Path(sys.argv[1]) / os.environ["RANK"]).write_text(json.dumps(found))
    torch.distributed.destroy_process_group()


if __name__ == "__main__":
    main()
