"""A program computes the same weights, to the last bit, with the audit and without it."""

import pytest

from tests.audit.running import run

pytestmark = pytest.mark.parity

PYTORCH = """
import torch
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(3)
X, y = torch.randn(70, 5), torch.randn(70, 1)
loader = DataLoader(TensorDataset(X, y), batch_size=16, shuffle=True)
net = torch.nn.Sequential(torch.nn.Linear(5, 8), torch.nn.Dropout(0.2), torch.nn.Linear(8, 1))
opt = torch.optim.Adam(net.parameters())
schedule = torch.optim.lr_scheduler.CosineAnnealingLR(opt, 20)
for epoch in range(4):
    for x, t in loader:
        loss = torch.nn.functional.mse_loss(net(x), t)
        opt.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        opt.step()
        schedule.step()
    net.eval()
    with torch.no_grad():
        net(X)
    net.train()
weights = [p.detach().numpy() for p in net.parameters()]
"""
CHECKPOINTED = """
import torch
from torch.utils.checkpoint import checkpoint
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(3)
loader = DataLoader(TensorDataset(torch.randn(70, 5), torch.randn(70, 1)), batch_size=16, shuffle=True)
body = torch.nn.Sequential(torch.nn.Linear(5, 8), torch.nn.Dropout(0.2))
head = torch.nn.Linear(8, 1)
net = torch.nn.ModuleList([body, head])
opt = torch.optim.SGD(net.parameters(), 0.1)
for epoch in range(4):
    for x, t in loader:
        x.requires_grad_(epoch == 1)
        seen = checkpoint(body, x, use_reentrant=epoch == 1)
        opt.zero_grad()
        torch.nn.functional.mse_loss(head(seen), t).backward()
        opt.step()
weights = [p.detach().numpy() for p in net.parameters()]
"""
RESUMED = """
import copy
import itertools

import torch
from torch.utils.data import TensorDataset
from torchdata.stateful_dataloader import StatefulDataLoader

torch.manual_seed(3)
data = TensorDataset(torch.randn(70, 5), torch.randn(70, 1))
net = torch.nn.Sequential(torch.nn.Linear(5, 8), torch.nn.Dropout(0.2), torch.nn.Linear(8, 1))
opt = torch.optim.Adam(net.parameters())
for workers in (0, 2):
    state = {}
    for most in (3, None):
        loader = StatefulDataLoader(data, 16, shuffle=True, num_workers=workers)
        loader.load_state_dict(state)
        for x, t in itertools.islice(loader, most):
            opt.zero_grad()
            torch.nn.functional.mse_loss(net(x), t).backward()
            opt.step()
        state = copy.deepcopy(loader.state_dict())
weights = [p.detach().numpy() for p in net.parameters()]
"""
KERAS = """
import os

os.environ["KERAS_BACKEND"] = "torch"
import keras
import numpy as np

keras.utils.set_random_seed(3)
X = np.random.normal(size=(70, 5)).astype("float32")
layers = keras.layers
model = keras.Sequential([keras.Input((5,)), layers.Dense(8), layers.Dropout(0.2), layers.Dense(1)])
model.compile(keras.optimizers.Adam(0.01, gradient_accumulation_steps=2), "mse")
model.fit(X, X[:, :1], batch_size=16, epochs=4, validation_split=0.2, verbose=0)
model.train_on_batch(X[:8], X[:8, :1])
weights = model.get_weights()
"""
SKLEARN = """
import numpy as np
from sklearn.linear_model import SGDClassifier
from sklearn.neural_network import MLPClassifier

X = np.random.default_rng(3).normal(size=(70, 5))
y = (X[:, 0] > 0).astype(int)
net = MLPClassifier((6,), max_iter=4, batch_size=16, early_stopping=True, random_state=0).fit(X, y)
line = SGDClassifier(random_state=0)
for start in range(0, 70, 16):
    line.partial_fit(X[start : start + 16], y[start : start + 16], classes=[0, 1])
weights = [*net.coefs_, *net.intercepts_, line.coef_]
"""
LIGHTNING = """
import lightning as L
import torch
from torch.utils.data import DataLoader, TensorDataset


class Lit(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.net = torch.nn.Sequential(torch.nn.Linear(5, 8), torch.nn.Dropout(0.2), torch.nn.Linear(8, 1))

    def training_step(self, batch, _):
        return torch.nn.functional.mse_loss(self.net(batch[0]), batch[1])

    def validation_step(self, batch, _):
        self.log("loss", torch.nn.functional.mse_loss(self.net(batch[0]), batch[1]))

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=0.01)


L.seed_everything(3, verbose=False)
data = TensorDataset(torch.randn(70, 5), torch.randn(70, 1))
net = Lit()
L.Trainer(
    max_epochs=4, accelerator="cpu", accumulate_grad_batches=2, gradient_clip_val=0.5, logger=False,
    enable_checkpointing=False, enable_progress_bar=False, enable_model_summary=False,
).fit(net, DataLoader(data, batch_size=16, shuffle=True), DataLoader(data, batch_size=35))
weights = [p.detach().numpy() for p in net.parameters()]
"""
TRAINER = """
import torch
from transformers import Trainer, TrainingArguments, set_seed


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.net = torch.nn.Sequential(torch.nn.Linear(5, 8), torch.nn.Dropout(0.2), torch.nn.Linear(8, 1))

    def forward(self, x, labels):
        found = self.net(x)
        return {"loss": torch.nn.functional.mse_loss(found, labels), "logits": found}


set_seed(3)
data = [{"x": torch.randn(5), "labels": torch.randn(1)} for _ in range(70)]
net = Net()
asked = TrainingArguments(
    "out", num_train_epochs=4, per_device_train_batch_size=16, gradient_accumulation_steps=2,
    eval_strategy="epoch", save_strategy="no", logging_strategy="no", report_to=[], use_cpu=True,
)
Trainer(net, asked, train_dataset=data, eval_dataset=data[:20]).train()
weights = [p.detach().numpy() for p in net.parameters()]
"""
PROGRAMS = {
    "PyTorch": PYTORCH,
    "PyTorch with checkpointed parts": CHECKPOINTED,
    "PyTorch going on from a loader's state": RESUMED,
    "Keras": KERAS,
    "scikit-learn": SKLEARN,
    "Lightning": LIGHTNING,
    "the Trainer": TRAINER,
}
WEIGHTS = """
import hashlib

print("WEIGHTS", hashlib.sha256(b"".join(w.tobytes() for w in weights)).hexdigest())
"""


@pytest.mark.parametrize("name", PROGRAMS)
def test_weights_are_the_same_to_the_last_bit(name, tmp_path):
    (tmp_path / "train.py").write_text(PROGRAMS[name] + WEIGHTS)
    plain = run("train.py", folder=tmp_path)
    watched = run("-m", "autograder.cli", "audit", "train.py", folder=tmp_path)
    assert plain.returncode == watched.returncode == 0, plain.stderr + watched.stderr
    found = [
        [line for line in done.stdout.splitlines() if line.startswith("WEIGHTS")]
        for done in (plain, watched)
    ]
    assert found[0] == found[1] != []
    assert "stood aside" not in watched.stdout
    assert "updates" in watched.stdout
