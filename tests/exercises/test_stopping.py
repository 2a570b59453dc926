"""Problem set 3: when a training stops, and the numbers of the notebook's text."""

import json
from itertools import count, pairwise
from pathlib import Path

import numpy as np
import pytest

from autograder.exercises.engine import generator, judge
from autograder.exercises.loss_rules import agrees, mean, mean_of_means, wrong_divisors
from autograder.exercises.ps3.epoch_loss.exercise import epoch_loss
from autograder.exercises.ps3.fit.plans import (
    VISIBLE,
    draw,
    falls_in_vain,
    rises,
    stop_after,
)
from autograder.exercises.registry import load
from autograder.exercises.verdict import GRADER_ERROR
from tests.exercises.odd import odd_functions
from tests.zoo import programs

NOTEBOOK = Path(__file__).parents[2] / "solutions" / "ps3" / "ps3.ipynb"
EXAMPLE = [0.9, 0.7, 0.8, 0.6, 0.7, 0.65]


def source(id):
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    return next("".join(cell["source"]) for cell in notebook["cells"] if cell["id"] == id)


def test_patience_stops_at_the_kth_check_in_a_row():
    assert stop_after(EXAMPLE, 2, 60) == 6
    assert stop_after(EXAMPLE, 1, 60) == 3
    assert stop_after(EXAMPLE, 3, 60) == 60
    assert stop_after([1.0, 1.0], 1, 60) == 2, "an equal loss is no improvement"


@pytest.mark.parametrize("losses", [EXAMPLE, [3.0, 2.0, 1.0], [1.0, 2.0, 3.0]])
def test_stopping_is_what_a_search_through_all_checks_says(losses):
    for patience in (1, 2, 3):
        bad = [i > 0 and loss >= min(losses[:i]) for i, loss in enumerate(losses)]
        stops = [
            i + 1
            for i in range(len(bad))
            if i + 1 >= patience and all(bad[i + 1 - patience : i + 1])
        ]
        assert stop_after(losses, patience, len(losses)) == min(stops, default=len(losses))


def test_every_script_tells_the_rules_of_stopping_apart():
    for seed in map(str, range(100)):
        patient = [VISIBLE[1], draw(generator(seed))[1]]
        assert all(case.stop < case.num_epochs and case.patience > 1 for case in patient)
        for case in patient:
            plan = (case.losses, case.patience, case.num_epochs)
            later = stop_after(case.losses, case.patience + 1, case.num_epochs)
            sooner = stop_after(case.losses, case.patience - 1, case.num_epochs)
            others = {later, sooner, falls_in_vain(*plan), rises(*plan), case.num_epochs}
            assert len(others | {case.stop}) == 6, (case, others)
            ties = [loss == min(case.losses[:i]) for i, loss in enumerate(case.losses) if i]
            assert not any(ties), "whether an equal loss is an improvement is not what is asked"


def test_a_drawn_training_is_best_before_its_end():
    for seed in map(str, range(20)):
        for case in draw(generator(seed))[:5]:
            assert np.argmin(case.losses[: case.stop]) < case.stop - 1


def test_equal_losses_are_drawn_where_they_decide():
    for seed in map(str, range(20)):
        tied = [VISIBLE[3], draw(generator(seed))[3]]
        for case in tied:
            losses = case.losses[: case.stop]
            assert losses.count(min(losses)) > 1
            improved = [loss - 1e-9 * i for i, loss in enumerate(case.losses)]  # "<=" for "<"
            assert stop_after(improved, case.patience, case.num_epochs) != case.stop


def test_wrong_means_are_told_from_the_right_one():
    epoch = ([0.5, 0.75, 2.0], [4, 4, 2])
    assert mean(epoch) == pytest.approx(0.9)
    assert agrees(mean_of_means, [([epoch], np.mean(epoch[0]))])
    assert not agrees(mean_of_means, [([epoch], mean(epoch))])
    assert agrees(wrong_divisors, [([epoch], 9.0 / 12)])
    assert not agrees(wrong_divisors, [([epoch], mean(epoch))])
    assert not agrees(mean_of_means, [])


@pytest.mark.parametrize("id", ["ps3.epoch_loss", "ps3.evaluate", "ps3.fit"])
def test_odd_functions_are_the_students_fault_not_the_checks(id):
    for name, function in odd_functions():
        for seed in (None, "odd"):
            verdict = judge(load(id), function, seed)
            assert verdict.outcome != GRADER_ERROR, (name, verdict.message)
            assert verdict.fraction < 0.6, name


def test_the_examples_of_the_prompts():
    assert epoch_loss([0.3, 0.9], [2, 1]) == pytest.approx(0.5)
    assert "the result is 0.5" in source("epoch_loss-text")
    assert "training stops after the sixth epoch" in source("fit-text")
    assert int(np.argmin(EXAMPLE)) + 1 == 4, "and the weights of the fourth come back"


def test_the_numbers_of_the_written_answer(monkeypatch, capsys):
    pyplot = pytest.importorskip("matplotlib.pyplot")
    monkeypatch.setattr(pyplot, "show", lambda: None)
    space: dict[str, object] = {}
    for id in ("setup", "curves"):
        exec(compile(source(id), f"<{id}>", "exec"), space)
    pyplot.close("all")
    history = space["history"]
    losses = [float(loss) for loss in history.val_loss]
    answer = " ".join(source("curves-answer").split())
    assert int(np.argmin(losses)) + 1 == 13
    assert stop_after(losses, 3, 40) == 16
    assert losses[12] < losses[14] < losses[13], "epoch 15 is better than 14, not than 13"
    assert all(a < b for a, b in pairwise(losses[15:22])), "rising from about epoch 16"
    assert all(a > b for a, b in pairwise(history.epoch_loss[:16])), "while training loss falls"
    assert losses[8] > 1.5 * history.epoch_loss[8], "a wide gap after epoch 9"
    assert all(a > b for a, b in pairwise(losses[8:13])), "and still falling, for four more epochs"
    for words in ("smallest after epoch 13", "stops after epoch 16", "Epoch 15 is a little better"):
        assert words in answer
    assert f"13: {losses[12]:.2f}" in capsys.readouterr().out


@pytest.mark.parametrize("start", [11_000, 17_000, 48_000, 59_000])
def test_rows_that_are_drawn_alike_by_chance_are_no_state_that_was_carried(start):
    """Draws of one row each, [3, 3, 5] and [3, 5, 5], are the same rows in the same order but not the same calls."""
    seed = count(start)

    def evaluate(w, X, y, loss, batch_size):
        rng, total = np.random.default_rng(next(seed)), 0.0
        for i in range(0, len(X), batch_size):
            rows = rng.integers(len(X), size=len(X[i : i + batch_size]))
            total += loss(w, X[rows], y[rows]) * len(rows)
        return total / len(X)

    message = judge(load("ps3.evaluate"), evaluate, "by value").message
    assert message is not None
    assert message.id == "with-replacement"


def test_a_check_at_other_weights_costs_no_step():
    of_the_best = dict(programs("wrong", "ps3.fit"))["train_val_comparable__of_the_best"]
    results = judge(load("ps3.fit"), of_the_best, "a").results
    failed = [result.name for result in results if result.asked and not result.passed]
    assert failed == ["validation comes after each epoch, with its last weights"]
