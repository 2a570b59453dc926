"""What the ledger says of Lightning, counted while it trains."""

import pytest

from autograder.sgd import Ledger
from autograder.sgd.dialects import from_framework, to_framework
from autograder.sgd.dialects.lightning import scheduler_ticks

pytest.importorskip("torch", reason="PyTorch is not installed: pip install torch")
pytest.importorskip("lightning", reason="lightning is not installed: pip install lightning")
import lightning
import torch

pytestmark = [pytest.mark.parity, pytest.mark.filterwarnings("ignore")]


class Line(lightning.LightningModule):  # type: ignore[misc]  # its package has no types
    """One weight; counts what it sees."""

    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(1, 1)
        self.samples = 0

    def training_step(self, batch, batch_index):
        self.samples += len(batch)
        return (self.layer(batch) ** 2).mean()

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), 0.01)


@pytest.mark.parametrize(
    "ledger",
    [
        Ledger(50, 8, num_epochs=2),
        Ledger(50, 8, num_epochs=2, drop_last=True),
        Ledger(50, 8, num_epochs=2, accumulation=3),
        Ledger(50, 8, steps=9),
    ],
    ids=str,
)
def test_the_trainer_does_the_ledger_s_updates(ledger, tmp_path):
    settings = to_framework("lightning", ledger)
    model = Line()
    loader = torch.utils.data.DataLoader(torch.ones(ledger.n_samples, 1), **settings["DataLoader"])
    trainer = lightning.Trainer(
        accelerator="cpu",
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        default_root_dir=tmp_path,
        **settings["Trainer"],
    )
    trainer.fit(model, loader)
    assert trainer.global_step == ledger.updates
    assert model.samples == ledger.samples_processed
    parameters = settings["Trainer"] | settings["DataLoader"]
    assert from_framework("lightning", ledger.n_samples, **parameters) == ledger


def test_whichever_comes_first_ends_the_run():
    plan = {"batch_size": 8, "max_epochs": 2}
    assert from_framework("lightning", 50, **plan, max_steps=100).updates == 14
    assert from_framework("lightning", 50, **plan, max_steps=9).updates == 9
    assert from_framework("lightning", 50, batch_size=8).num_epochs == 1000


def fit(loader, tmp_path, **arguments):
    model = Line()
    trainer = lightning.Trainer(
        accelerator="cpu",
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        default_root_dir=tmp_path,
        **arguments,
    )
    trainer.fit(model, loader)
    return trainer.global_step, model.samples


@pytest.mark.parametrize(
    "parameters",
    [
        {"limit_train_batches": 0.5, "max_epochs": 2},
        {"limit_train_batches": 3, "max_epochs": 2, "accumulate_grad_batches": 2},
        {"limit_train_batches": 1, "max_steps": 4},
        {"limit_train_batches": 3, "max_steps": 3, "accumulate_grad_batches": 2},
        {"limit_train_batches": 100, "max_epochs": 1},
        {"max_epochs": 0},
    ],
    ids=str,
)
def test_limits_are_read_as_lightning_takes_them(parameters, tmp_path):
    loader = torch.utils.data.DataLoader(torch.ones(13, 1), batch_size=2)
    read = from_framework("lightning", 13, batch_size=2, **parameters)
    assert fit(loader, tmp_path, **parameters) == (read.updates, read.samples_processed)


@pytest.mark.parametrize("frequency", [1, 2, 3, 4])
def test_a_scheduler_s_frequency_is_tested_on_the_batch(frequency, tmp_path):
    ticks = []

    class Clock(torch.optim.lr_scheduler.LRScheduler):  # type: ignore[misc]  # untyped
        def step(self, *arguments):
            ticks.append(1)
            super().step(*arguments)

        def get_lr(self):
            return [group["lr"] for group in self.optimizer.param_groups]

    class Scheduled(Line):
        def configure_optimizers(self):
            optimizer = super().configure_optimizers()
            clock = Clock(optimizer)
            ticks.clear()  # a scheduler steps once when it is made
            clocked = {"scheduler": clock, "interval": "step", "frequency": frequency}
            return {"optimizer": optimizer, "lr_scheduler": clocked}

    lightning.Trainer(
        accelerator="cpu",
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        default_root_dir=tmp_path,
        max_epochs=1,
        accumulate_grad_batches=2,
    ).fit(Scheduled(), torch.utils.data.DataLoader(torch.ones(13, 1)))
    assert len(ticks) == scheduler_ticks(Ledger(13, 1, accumulation=2), frequency)
