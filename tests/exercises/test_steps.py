"""Problem set 4: plans that tell mistakes apart, and the numbers of the notebook's text."""

import inspect
import json
from functools import wraps
from itertools import islice, pairwise
from pathlib import Path

import numpy as np
import pytest

from autograder.exercises.engine import generator, judge
from autograder.exercises.guard import Student
from autograder.exercises.ps4.accumulate import observed as windows
from autograder.exercises.ps4.batch_stream import observed as passes
from autograder.exercises.ps4.fine_tune import plans as tuning_plans
from autograder.exercises.ps4.fit_steps import observed as by_steps
from autograder.exercises.ps4.supply import Stream
from autograder.exercises.registry import load
from autograder.exercises.tape import Asked, Tape
from autograder.exercises.trace import Samples
from autograder.exercises.verdict import GRADER_ERROR
from autograder.sgd import Ledger
from tests.exercises.odd import odd_functions
from tests.zoo import programs

NOTEBOOK = Path(__file__).parents[2] / "solutions" / "ps4" / "ps4.ipynb"
SEEDS = [str(seed) for seed in range(50)]


def source(id):
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    return next("".join(cell["source"]) for cell in notebook["cells"] if cell["id"] == id)


def test_a_stream_is_reshuffled_and_written_down():
    tape = Tape(Samples(10, 3, np.random.default_rng(0)))
    stream = Stream(tape, 4, np.random.default_rng(1), at_most=8)
    sizes = [len(y) for _, y in stream]
    assert sizes == [4, 4, 2, 4, 4, 2, 4, 4]
    taken = [event.batches[0] for event in tape.events if isinstance(event, Asked)]
    first, second = taken[:3], taken[3:6]
    assert sorted(sum(first, [])) == sorted(sum(second, [])) == list(range(10))  # noqa: RUF017  # ten short lists
    assert first != second


def test_the_batches_of_a_stream_are_copies():
    tape = Tape(Samples(10, 3, np.random.default_rng(0)))
    X_batch, _ = next(Stream(tape, 4, np.random.default_rng(1), at_most=8))
    X_batch[:] = 0
    assert tape.data.untouched


def test_epochs_of_steps_do_not_end_with_passes_everywhere():
    for seed in SEEDS:
        cases = [*by_steps.VISIBLE, *by_steps.draw(generator(seed))[:2]]
        steps = [-(-case.n_samples // case.batch_size) for case in cases]
        assert all(case.n_samples % case.batch_size for case in cases)
        assert any(c.steps_per_epoch % s for c, s in zip(cases, steps, strict=True))


def test_rates_of_different_steps_can_be_told_apart():
    rates = [by_steps.rate(step) for step in range(60)]
    assert min(a - b for a, b in pairwise(rates)) > 1e-5


def in_float32(function):
    """The program with its weights, losses and gradients in float32."""
    signature = inspect.signature(function)

    def single(value):
        return tuple(map(single, value)) if isinstance(value, tuple) else np.float32(value)

    @wraps(function)
    def program(*args, **options):
        given = signature.bind(*args, **options).arguments
        calls = {key: given[key] for key in ("loss_and_gradient", "update") if key in given}
        for key, call in calls.items():
            given[key] = lambda *args, call=call: single(call(*args))
        return function(**{**given, "w": single(given["w"])})

    return program


@pytest.mark.parametrize("id", ["ps3.fit", "ps4.fit_steps", "ps4.accumulate", "ps4.fine_tune"])
def test_float32_will_do_with_every_seed(id):
    program = in_float32(next(program for _, program in programs("right", id)))
    for seed in SEEDS:
        verdict = judge(load(id), program, seed)
        assert (verdict.fraction, verdict.message) == (1, None), seed


def test_drawn_plans_have_short_windows_and_shared_tails():
    for seed in SEEDS:
        drawn = windows.draw(generator(seed))
        assert any(case.rest for case in drawn)
        assert any(case.uneven for case in drawn)


def test_drawn_plans_are_best_in_between_and_at_the_start():
    for seed in SEEDS:
        best = [int(np.argmin(case.script)) for case in tuning_plans.draw(generator(seed))]
        assert 0 < best[0] < 4
        assert best[1] == 0


def test_passes_are_drawn_with_a_tail_without_one_and_with_one_sample_in_it():
    for seed in SEEDS:
        assert [min(case.tail, 2) for case in passes.draw(generator(seed))[:3]] == [2, 0, 1]


def test_no_fair_stream_is_ever_rejected():
    """Two batches a pass: their groups are the same once in a few hundred passes, and may be."""
    checks = load("ps4.batch_stream").checks
    for seed in range(1000):
        run = passes.observe(Student(_another), passes.Case(12, 6, seed))
        assert not any(check.test(run) for check in checks if check.applies(run.case)), seed


def _another(X, y, batch_size, rng):
    while True:
        order = np.argsort(rng.random(len(X)))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            yield X[batch], y[batch]


@pytest.mark.parametrize(
    "id", ["ps4.batch_stream", "ps4.fit_steps", "ps4.accumulate", "ps4.fine_tune"]
)
def test_odd_functions_are_the_students_fault_not_the_checks(id):
    for name, function in odd_functions():
        for seed in (None, "odd"):
            verdict = judge(load(id), function, seed)
            assert verdict.outcome != GRADER_ERROR, (name, verdict.message)
            assert verdict.fraction < 0.6, name


def test_the_numbers_of_the_written_answer():
    answer = " ".join(source("sixty").split())
    thirty = Ledger(60, 30, num_epochs=10, steps_per_epoch=100)
    twenty_five = Ledger(60, 25, num_epochs=10, steps_per_epoch=100)
    assert thirty.updates == twenty_five.updates == 1000
    assert (thirty.samples_processed, thirty.passes) == (30_000, 500)
    assert twenty_five.samples_processed == 20_005
    assert twenty_five.passes == pytest.approx(333.4, abs=0.05)
    for words in ("1000 updates", "30,000 samples", "500 passes", "20,005 samples", "333.4 passes"):
        assert words in answer
    once = Ledger(60, 25, num_epochs=1, steps_per_epoch=1000)
    assert (once.updates, once.samples_processed) == (1000, twenty_five.samples_processed)


def test_the_notebooks_fine_tuning_is_better_than_where_it_starts(capsys):
    space: dict[str, object] = {}
    for id in ("setup", "batch_stream", "fine_tune", "fine_tune-look"):
        exec(compile(source(id), f"<{id}>", "exec"), space)
    history = space["history"]
    losses, samples = history["val_loss"], history["samples_processed"]
    assert min(losses[1:]) < losses[0] / 2
    assert samples[1] == 33 * 60 + 25, "a hundred steps are 33 passes and one batch"
    assert len(losses) == len(samples) == 7
    assert "fine-tuned" in capsys.readouterr().out


def test_the_notebooks_adam_is_the_cores():
    from autograder.sgd import MLP, Adam, train

    space: dict[str, object] = {}
    exec(compile(source("setup"), "<setup>", "exec"), space)
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(20, 2)), rng.integers(0, 2, 20)
    model = MLP([2, 2])
    w, update = model.init(0), space["adam"](0.01)
    for t in range(1, 6):
        w = update(w, model.gradient(w, X, y), t)
    history = train(model, X, y, batch_size=20, num_epochs=5, optimizer=Adam(lr=0.01))
    np.testing.assert_allclose(w, history.theta, rtol=1e-9)


def test_an_islice_takes_no_more_than_asked():
    tape = Tape(Samples(10, 3, np.random.default_rng(0)))
    stream = Stream(tape, 4, np.random.default_rng(1), at_most=99)
    assert len(list(islice(stream, 5))) == len(tape.events) == 5


def test_a_look_before_a_pass_in_the_same_order_is_no_step_of_it():
    def accumulate(w, batches, loss_and_gradient, lr, accumulation, num_epochs):
        for _ in range(num_epochs):
            for X_batch, y_batch in batches():
                w = w - lr * loss_and_gradient(w, X_batch, y_batch)[1]
                loss_and_gradient(w, X_batch, y_batch)
        return w, []

    seen = 0
    for seed in range(20):
        run = windows.observe(Student(accumulate), windows.Case(3, 8, 2, 5, seed))
        seen += any(one == two for one, two in pairwise(run.given))
        assert [len(window.steps) for window in run.windows] == [1] * 5
    assert seen
