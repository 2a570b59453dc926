"""What every exercise owes its student: hints, plain messages, checks that can fail."""

import re
from functools import cache

import pytest

from autograder.exercises.content import HINT_STAGES
from autograder.exercises.engine import generator, judge
from autograder.exercises.registry import exercise_ids, load, problem_sets
from tests.exercises.toy import said
from tests.zoo import SLOW, mistake, programs

SEED = "content"


@pytest.fixture(params=exercise_ids(), scope="module")
def id(request):
    return request.param


def judged(id):
    """The verdicts on the wrong programs of an exercise, by their names."""
    return {
        name: judge(load(id), function, SEED)
        for name, function in programs("wrong", id)
        if mistake(name) != SLOW
    }


verdicts = cache(judged)


def test_hints_have_three_stages_of_80_to_160_words(id):
    for stage in range(1, HINT_STAGES + 1):
        words = len(load(id).hint(stage).split())
        assert 80 <= words <= 160, f"hint {stage} has {words} words"
    with pytest.raises(ValueError, match="from 1 to 3"):
        load(id).hint(4)


def test_the_solution_has_an_explanation(id):
    assert len(load(id).text["Explanation"].split()) >= 20


@pytest.mark.slow
def test_messages_are_short_plain_and_whole(id):
    for name, verdict in verdicts(id).items():
        message = said(verdict)
        assert len(message.text.split()) <= 60, name
        assert "!" not in message.text.replace("!=", ""), name
        assert not re.search(r"\b(expected|should have been|obviously|simply)\b", message.text)
        assert message.text[-1] in ".?", name
        assert message.text.count("`") % 2 == 0, name
        assert ".." not in message.text, name
        assert "  " not in message.text, name


@pytest.mark.slow
def test_every_check_fails_for_some_wrong_program(id):
    failed = set()
    for name, verdict in verdicts(id).items():
        if mistake(name) not in ("raises", "calls-core"):
            failed |= {result.name for result in verdict.results if not result.passed}
    assert {check.name for check in load(id).checks} <= failed


def test_every_check_applies_to_a_case_of_each_suite_that_it_belongs_to(id):
    exercise = load(id)
    for seed in ("a", "b", "c"):
        drawn = exercise.draw(generator(id, seed))
        for check in exercise.checks:
            assert any(check.applies(case) for case in drawn), check.name
            assert not check.visible or any(map(check.applies, exercise.visible)), check.name


def test_check_names_are_unique_and_weights_positive(id):
    checks = load(id).checks
    assert len({check.name for check in checks}) == len(checks)
    assert all(check.weight > 0 for check in checks)


def test_the_batch_size_does_not_divide_the_samples_unless_that_is_the_point(id):
    cases = [c for c in load(id).visible if hasattr(c, "batch_size") and hasattr(c, "n_samples")]
    ragged = [case.n_samples % case.batch_size > 0 for case in cases]
    assert not ragged or sum(ragged) >= len(ragged) / 2


def test_the_reference_is_the_function_of_that_name(id):
    exercise = load(id)
    assert exercise.id == id
    assert exercise.reference.__name__ == exercise.name
    assert exercise.reference.__doc__


def test_problem_sets_name_themselves():
    assert [problems.name for problems in problem_sets()] == sorted(p.name for p in problem_sets())
    for problems in problem_sets():
        assert problems.title
        assert 10 <= problems.minutes <= 180
        assert problems.exercises
    with pytest.raises(KeyError, match=r"no exercise 'ps1\.nothing'"):
        load("ps1.nothing")


@pytest.mark.parametrize(
    ("id", "n_samples", "right"),
    [("ps1.steps_per_epoch", 1000, "11"), ("ps1.account", 1000, "550")],
)
def test_messages_never_tell_the_expected_value(id, n_samples, right):
    exercise, visible = load(id), load(id).visible
    exercise.visible = [case for case in visible if case.n_samples == n_samples]
    try:
        for name, verdict in judged(id).items():
            message = said(verdict)
            if f"returned {right}" not in message.text:
                assert right not in re.findall(r"\d+", message.text), name
    finally:
        exercise.visible = visible
