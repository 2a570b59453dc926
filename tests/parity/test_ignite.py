"""What the ledger says of PyTorch-Ignite, counted while it trains."""

import pytest

from autograder.sgd import Ledger
from autograder.sgd.dialects import from_framework, to_framework

pytest.importorskip("ignite", reason="Ignite is not installed: pip install pytorch-ignite")
import torch
from ignite.engine import Events, create_supervised_trainer

pytestmark = [pytest.mark.parity, pytest.mark.filterwarnings("ignore")]


def run(n_samples, batch_size=1, drop_last=False, gradient_accumulation_steps=1, **arguments):
    """Train; return updates and the sizes of the batches."""
    model, sizes, updates = torch.nn.Linear(1, 1), [], []
    optimizer = torch.optim.SGD(model.parameters(), 0.01)
    optimizer.register_step_post_hook(lambda *_: updates.append(1))
    trainer = create_supervised_trainer(
        model,
        optimizer,
        torch.nn.functional.mse_loss,
        gradient_accumulation_steps=gradient_accumulation_steps,
    )
    trainer.add_event_handler(
        Events.ITERATION_STARTED, lambda engine: sizes.append(len(engine.state.batch[0]))
    )
    rows = torch.utils.data.TensorDataset(torch.zeros(n_samples, 1), torch.zeros(n_samples, 1))
    trainer.run(torch.utils.data.DataLoader(rows, batch_size, drop_last=drop_last), **arguments)
    return len(updates), sum(sizes)


@pytest.mark.parametrize(
    "parameters",
    [
        {"batch_size": 4, "max_epochs": 2},
        {"batch_size": 4, "max_epochs": 2, "drop_last": True},
        {"batch_size": 4, "max_epochs": 3, "epoch_length": 2},
        {"batch_size": 4, "max_epochs": 2, "epoch_length": 7},
        {"max_epochs": 2, "gradient_accumulation_steps": 4},
        {"batch_size": 4, "max_epochs": 3, "epoch_length": 3, "gradient_accumulation_steps": 2},
        {"max_iters": 7},
    ],
    ids=str,
)
def test_ignite_does_what_is_read(parameters):
    read = from_framework("ignite", 10, **parameters)
    assert run(10, **parameters) == (read.updates, read.samples_processed)


def test_a_plan_is_trained_as_it_says():
    ledger = Ledger(60, 6, num_epochs=3, steps_per_epoch=4, accumulation=2)
    said = to_framework("ignite", ledger)
    seen = run(60, **said["DataLoader"], **said["create_supervised_trainer"], **said["run"])
    assert seen == (ledger.updates, ledger.samples_processed)
