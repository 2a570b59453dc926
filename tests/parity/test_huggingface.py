"""What the ledger says of the Hugging Face Trainer, counted while it trains."""

import pytest

from autograder.sgd import Ledger
from autograder.sgd.dialects import from_framework, to_framework

pytest.importorskip("torch", reason="PyTorch is not installed: pip install torch")
pytest.importorskip(
    "transformers", reason="transformers is not installed: pip install transformers accelerate"
)
pytest.importorskip("accelerate", reason="accelerate is not installed: pip install accelerate")
import torch
import transformers

pytestmark = [pytest.mark.parity, pytest.mark.filterwarnings("ignore")]


class Line(torch.nn.Module):  # type: ignore[misc]  # its package has no types
    """One weight, in the form that the Trainer wants."""

    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(1, 1)
        self.samples = []

    def forward(self, x, labels):
        self.samples.append(len(x))
        return {"loss": ((self.layer(x) - labels) ** 2).mean()}


def trained(ledger, tmp_path):
    settings = to_framework("huggingface", ledger)
    rows = [
        {"x": torch.tensor([float(i)]) / ledger.n_samples, "labels": torch.zeros(1)}
        for i in range(ledger.n_samples)
    ]
    arguments = transformers.TrainingArguments(
        output_dir=str(tmp_path),
        report_to=[],
        use_cpu=True,
        save_strategy="no",
        disable_tqdm=True,
        **settings["TrainingArguments"],
    )
    model = Line()
    trainer = transformers.Trainer(model, arguments, train_dataset=rows)
    trainer.train()
    return trainer, model, settings["TrainingArguments"]


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
    trainer, model, arguments = trained(ledger, tmp_path)
    assert trainer.state.global_step == ledger.updates
    assert sum(model.samples) == ledger.samples_processed
    parameters = {name: value for name, value in arguments.items() if value is not None}
    assert from_framework("huggingface", ledger.n_samples, **parameters) == ledger


def test_max_steps_overrides_epochs(tmp_path):
    plan = from_framework("huggingface", 50, max_steps=9, num_train_epochs=100)
    assert plan == Ledger(50, 8, steps=9)


@pytest.mark.parametrize("accumulation", [1, 4, 5])
def test_a_stream_goes_on_with_what_a_pass_has_left(accumulation, tmp_path):
    class Stream(torch.utils.data.IterableDataset):  # type: ignore[misc]  # its package has no types
        def __iter__(self):
            return iter([{"x": torch.ones(1), "labels": torch.zeros(1)}] * 19)

    arguments = {
        "max_steps": 5,
        "per_device_train_batch_size": 2,
        "gradient_accumulation_steps": accumulation,
    }
    model = Line()
    transformers.Trainer(
        model,
        transformers.TrainingArguments(
            output_dir=str(tmp_path),
            report_to=[],
            use_cpu=True,
            save_strategy="no",
            disable_tqdm=True,
            **arguments,
        ),
        train_dataset=Stream(),
    ).train()
    read = from_framework("huggingface", 19, source="iterable", **arguments)
    assert sum(model.samples) == read.samples_processed
