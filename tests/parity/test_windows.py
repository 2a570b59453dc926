"""The last window of accumulation, measured: a gradient that is always 1, ten equal batches, windows of four."""

import numpy as np
import pytest

from autograder.sgd.dialects.windows import RULES, updates

torch = pytest.importorskip("torch", reason="PyTorch is not installed: pip install torch")
pytestmark = [pytest.mark.parity, pytest.mark.filterwarnings("ignore")]

BATCHES, WINDOW, PASSES = 10, 4, 2


class Line(torch.nn.Module):  # type: ignore[misc]  # its package has no types
    """A bias alone, whose loss has gradient 1; counts the batches it has seen."""

    def __init__(self):
        super().__init__()
        self.bias = torch.nn.Parameter(torch.zeros(1))
        self.batches = 0

    def loss(self, x):
        self.batches += 1
        return (self.bias + 0 * x).mean()


class Watched:
    """An SGD whose updates are written down: after which batch, along which gradient."""

    def __init__(self, model):
        self.after, self.gradients = [], []
        self.optimizer = torch.optim.SGD(model.parameters(), 0.0)
        self.optimizer.register_step_post_hook(lambda *_: self.note(model))

    def note(self, model):
        self.after.append(model.batches)
        self.gradients.append(float(model.bias.grad))

    def holds(self, name, passes=PASSES):
        after, gradients = updates(RULES[name], BATCHES, WINDOW, passes)
        assert self.after == after
        assert np.allclose(self.gradients, gradients)


def loader():
    return torch.utils.data.DataLoader(torch.zeros(BATCHES, 1))


def test_accelerate_divides_the_short_window_by_the_full_one():
    accelerate = pytest.importorskip("accelerate")
    accelerator = accelerate.Accelerator(cpu=True, gradient_accumulation_steps=WINDOW)
    model = Line()
    watched = Watched(model)
    model, optimizer, batches = accelerator.prepare(model, watched.optimizer, loader())
    for _ in range(PASSES):
        for x in batches:
            with accelerator.accumulate(model):
                accelerator.backward(model.loss(x))
                optimizer.step()
                optimizer.zero_grad()
    watched.holds("accelerate")


def test_lightning_divides_the_short_window_by_the_full_one(tmp_path):
    lightning = pytest.importorskip("lightning")

    class Module(lightning.LightningModule):  # type: ignore[misc]  # its package has no types
        def __init__(self):
            super().__init__()
            self.line = Line()
            self.watched = Watched(self.line)

        def training_step(self, batch, batch_index):
            return self.line.loss(batch)

        def configure_optimizers(self):
            return self.watched.optimizer

    module = Module()
    lightning.Trainer(
        accelerator="cpu",
        max_epochs=PASSES,
        accumulate_grad_batches=WINDOW,
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        default_root_dir=tmp_path,
    ).fit(module, loader())
    module.watched.holds("Lightning")


@pytest.mark.parametrize(
    "name",
    [
        "Trainer, known length",
        "Trainer, forward(**kwargs)",
        "Trainer, IterableDataset",
    ],
)
def test_the_trainer_has_three_ways(name, tmp_path):
    transformers = pytest.importorskip("transformers")

    class Plain(Line):
        def forward(self, x, labels):
            return {"loss": self.loss(x)}

    class WithMore(Line):
        def forward(self, x, labels, **kwargs):
            return {"loss": self.loss(x)}

    class Stream(torch.utils.data.IterableDataset):  # type: ignore[misc]  # its package has no types
        def __iter__(self):
            return iter(rows)

    rows = [{"x": torch.zeros(1), "labels": torch.zeros(1)} for _ in range(BATCHES)]
    model = WithMore() if "kwargs" in name else Plain()
    watched = Watched(model)
    stream = "Iterable" in name
    length = {"max_steps": 4} if stream else {"num_train_epochs": PASSES}
    transformers.Trainer(
        model,
        transformers.TrainingArguments(
            output_dir=str(tmp_path),
            report_to=[],
            use_cpu=True,
            save_strategy="no",
            disable_tqdm=True,
            max_grad_norm=0,
            per_device_train_batch_size=1,
            gradient_accumulation_steps=WINDOW,
            **length,
        ),
        train_dataset=Stream() if stream else rows,
        optimizers=(
            watched.optimizer,
            torch.optim.lr_scheduler.LambdaLR(watched.optimizer, lambda _: 1.0),
        ),
    ).train()
    watched.holds(name)


def test_ignite_carries_the_short_window_on():
    engine = pytest.importorskip("ignite.engine")
    model = Line()
    watched = Watched(model)
    trainer = engine.create_supervised_trainer(
        model,
        watched.optimizer,
        lambda prediction, _: prediction,
        gradient_accumulation_steps=WINDOW,
    )
    model.forward = model.loss  # type: ignore[method-assign]  # Ignite calls the model
    trainer.run([(torch.zeros(1, 1), torch.zeros(1, 1))] * BATCHES, max_epochs=PASSES)
    watched.holds("Ignite")


def test_optax_carries_the_short_window_on():
    optax = pytest.importorskip("optax")
    jnp = pytest.importorskip("jax.numpy")
    rule = optax.MultiSteps(optax.sgd(1.0), WINDOW)
    theta = jnp.zeros(())
    state, after, gradients = rule.init(theta), [], []
    for batch in range(PASSES * BATCHES):
        change, state = rule.update(jnp.ones(()), state, theta)
        if float(change):
            after.append(batch + 1)
            gradients.append(-float(change))
    assert (after, gradients) == updates(RULES["optax"], BATCHES, WINDOW, PASSES)


def test_keras_carries_the_short_window_on_and_its_schedule_counts_batches():
    keras = pytest.importorskip("keras")
    clock = []

    class Schedule(keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc]  # untyped
        def __call__(self, step):
            clock.append(int(step))
            return 1.0

    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    optimizer = keras.optimizers.SGD(Schedule(), gradient_accumulation_steps=WINDOW)
    model.compile(optimizer=optimizer, loss=lambda y, p: p)
    bias, seen = [float(model.layers[0].bias.numpy()[0])], []

    class After(keras.callbacks.Callback):  # type: ignore[misc]  # its package has no types
        def on_train_batch_end(self, batch, logs=None):
            seen.append(0)
            now = float(model.layers[0].bias.numpy()[0])
            if now != bias[-1]:
                bias.append(now)
                seen[-1] = len(bias) - 1

    X = np.zeros((BATCHES, 1))
    model.fit(X, X, batch_size=1, epochs=PASSES, verbose=0, callbacks=[After()])
    after, gradients = updates(RULES["Keras"], BATCHES, WINDOW, PASSES)
    assert [index + 1 for index, update in enumerate(seen) if update] == after
    assert np.allclose(-np.diff(bias), gradients)
    assert RULES["Keras"].clock == "batch"
    assert max(clock) == PASSES * BATCHES - 1
