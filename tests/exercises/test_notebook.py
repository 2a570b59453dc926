"""What a notebook holds: check, hint, solution, grade, progress, and the log behind them."""

import json
import math

import numpy as np
import pytest

from autograder import exercise, progress
from autograder.exercises import log
from autograder.exercises.agreed import GRADE_MIME
from autograder.exercises.feedback import Grade
from autograder.exercises.notebook import GRADING_SEED
from autograder.exercises.registry import exercise_ids

ID = "ps1.steps_per_epoch"


def right(n_samples, batch_size, drop_last=False):
    return n_samples // batch_size if drop_last else math.ceil(n_samples / batch_size)


def floor(n_samples, batch_size, drop_last=False):
    return n_samples // batch_size


def stub(n_samples, batch_size, drop_last=False):
    raise NotImplementedError


def test_check_says_how_many_visible_checks_passed_and_that_more_follow():
    text = repr(exercise(ID).check(floor))
    assert text.startswith(f"{ID}: 4 of 6 visible checks passed; other cases follow at grading")
    assert "✗ a tail is one more step (50%)" in text
    assert "To reread: lesson 1, Batch, iteration, epoch: the ledger." in text
    assert "all passed" not in repr(exercise(ID).check(right))
    assert repr(exercise(ID).check(stub)).startswith(f"{ID}: not attempted")


def test_feedback_names_the_misconception():
    feedback = exercise(ID).check(floor)
    assert (feedback.outcome, feedback.misconception) == ("failed", "count-floor")
    assert "the tail" in feedback.message
    assert exercise(ID).check(right).message == ""


def test_unknown_exercise_is_said_with_the_known_ones():
    with pytest.raises(KeyError, match=r"ps1\.steps_per_epoch"):
        exercise("ps1.steps")


def test_hints_come_one_after_the_other_or_by_stage():
    each = [repr(exercise(ID).hint()) for _ in range(4)]
    assert ["hint 1 of 3" in each[0], "hint 2 of 3" in each[1], "hint 3 of 3" in each[2]] == [
        True
    ] * 3
    assert each[3] == each[2]
    assert "hint 2 of 3" in exercise(ID).hint(2)._repr_markdown_()
    with pytest.raises(ValueError, match="from 1 to 3"):
        exercise(ID).hint(0)


def test_solution_opens_after_three_attempts():
    exercise(ID).check(floor)
    assert "2 more attempts" in repr(exercise(ID).solution())
    exercise(ID).check(floor)
    assert "one more attempt" in repr(exercise(ID).solution())
    exercise(ID).check(floor)
    assert "def steps_per_epoch" in repr(exercise(ID).solution())


def test_solution_opens_after_a_pass_or_when_confirmed_after_an_attempt():
    exercise(ID).check(floor)
    assert "def steps_per_epoch" not in repr(exercise(ID).solution())
    assert "def steps_per_epoch" in repr(exercise(ID).solution(confirm=True))
    assert "def account" not in repr(exercise("ps1.account").solution())
    exercise(ID).check(right)
    assert "def steps_per_epoch" in repr(exercise(ID).solution())


@pytest.mark.parametrize("confirm", [False, True])
def test_no_solution_before_the_first_attempt_and_the_stub_is_none(confirm):
    for _ in range(4):
        told = repr(exercise(ID).solution(confirm=confirm))
        assert "after your first attempt" in told
        assert "def steps_per_epoch" not in told
        exercise(ID).check(stub)
        exercise(ID).grade(stub)


def test_every_solution_shows_its_code_and_its_explanation():
    for id in exercise_ids():
        log.write(id, "check", outcome="failed")
        text = repr(exercise(id).solution(confirm=True))
        assert f"def {id.partition('.')[2]}(" in text
        assert len(text.split("```")) == 3


def test_the_log_holds_outcomes_and_no_code():
    exercise(ID).check(floor)
    exercise(ID).hint(2)
    first, second = (json.loads(line) for line in log.path().read_text().splitlines())
    assert set(first) == {"time", "exercise", "event", "outcome", "misconception"}
    assert (first["outcome"], first["misconception"]) == ("failed", "count-floor")
    assert (second["event"], second["stage"]) == ("hint", 2)


def test_a_damaged_or_unwritable_log_stops_nothing(monkeypatch, tmp_path):
    exercise(ID).check(floor)
    with log.path().open("a") as file:
        file.write('{"half a line\n[1, 2]\n')
    assert log.attempts(ID) == 1
    (tmp_path / "a file").write_text("")
    monkeypatch.setenv("AUTOGRADER_HOME", str(tmp_path / "a file"))
    assert exercise(ID).check(right).outcome == "passed"
    assert log.attempts(ID) == 0


def test_progress_is_a_table_over_all_exercises():
    exercise(ID).check(floor)
    exercise(ID).hint()
    exercise("ps1.account").check(stub)
    rows = {row[0]: row[1:] for row in progress().rows}
    assert tuple(rows) == exercise_ids()
    assert rows[ID] == ("✗ failed", 1, 1, "count-floor")
    assert rows["ps1.account"] == ("✗ not attempted", 1, 0, "")
    assert rows["ps1.minibatches"] == ("· not started", 0, 0, "")
    exercise(ID).check(right)
    assert repr(progress()).endswith(f"1 of {len(rows)} exercises pass their visible checks.")
    html = progress()._repr_mimebundle_()["text/html"]
    assert html.count("<tr>") == len(rows) + 1


def test_grade_without_a_seed_runs_the_visible_checks_alone(monkeypatch):
    def visible():
        grade = exercise("ps3.epoch_loss").grade(lambda *args: 0.0, points=4)
        return [check["visible"] for check in grade.as_json()["checks"]]

    assert set(visible()) == {True}
    monkeypatch.setenv(GRADING_SEED, "s")
    assert set(visible()) == {True, False}


def test_grading_writes_no_log(monkeypatch):
    monkeypatch.setenv(GRADING_SEED, "s")
    exercise(ID).grade(floor, points=4)
    assert not log.path().exists()


@pytest.mark.parametrize("seed", [None, "s"])
def test_grade_is_a_plain_float_with_its_feedback(monkeypatch, seed):
    if seed:
        monkeypatch.setenv(GRADING_SEED, seed)
    for function, outcome in ((right, "passed"), (floor, "failed"), (stub, "not attempted")):
        grade = exercise(ID).grade(function, points=3)
        bundle = grade._repr_mimebundle_()
        assert isinstance(grade, Grade)
        assert float(bundle["text/plain"]) == float(grade) == grade.points
        assert 0 <= grade.points <= 3
        assert grade.outcome == outcome
        facts = json.loads(json.dumps(bundle[GRADE_MIME]))
        assert set(facts) >= {
            "exercise",
            "points",
            "max_points",
            "outcome",
            "misconception",
            "message",
            "checks",
        }
        assert facts["outcome"] == outcome
        assert f"of {grade.max_points:g} points" in bundle["text/html"]


def test_points_default_to_the_exercises_own():
    assert exercise(ID).grade(right).points == 2.0


def test_a_slip_is_no_misconception_in_the_report():
    grade = exercise(ID).grade(lambda *args, **kwargs: None, points=2)
    assert grade.as_json()["misconception"] is None
    assert grade.as_json()["diagnosis"] == "returns-nothing"


def test_numpy_scalars_count_as_numbers():
    assert exercise(ID).grade(lambda *a, **k: np.int64(right(*a, **k)), points=2).points == 2.0


def test_names_and_code_are_escaped_in_html():
    def angry(*args, **kwargs):
        raise ValueError("<script>alert(1)</script>")

    html = exercise(ID).check(angry).html()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
