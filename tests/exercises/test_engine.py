"""The engine: suites, outcomes, weights, messages."""

import pytest

from autograder.exercises.content import Finding
from autograder.exercises.engine import generator, judge
from autograder.exercises.registry import exercise_ids, load
from autograder.exercises.slips import concept
from autograder.exercises.verdict import (
    FAILED,
    GRADER_ERROR,
    NOT_ATTEMPTED,
    PASSED,
    SUBMISSION_ERROR,
)
from tests.exercises.toy import Run, said, toy


def right(x):
    return x + x


def negative_only(x):
    return 2 * x if x < 0 else 7


def test_right_answer_passes_without_a_word():
    for seed in (None, "a", "b"):
        verdict = judge(toy(), right, seed)
        assert (verdict.outcome, verdict.fraction, verdict.message) == (PASSED, 1.0, None)


def test_hidden_checks_run_only_with_a_seed():
    assert [r.name for r in judge(toy(), right).results] == ["an int", "positive", "negative"]
    assert [r.name for r in judge(toy(), right, "s").results][-1] == "big"


def test_partial_credit_is_the_share_of_the_weights():
    assert judge(toy(), negative_only).fraction == pytest.approx(2 / 4)
    assert judge(toy(), negative_only, "s").fraction == pytest.approx(2 / 8)


def test_supporting_check_earns_nothing_alone():
    verdict = judge(toy(), lambda x: 7, "s")
    assert verdict.fraction == 0
    assert verdict.outcome == FAILED
    assert [result.asked for result in verdict.results] == [False, True, True, True]


def test_what_only_returns_none_earns_nothing_and_hears_that_alone():
    exercise = toy()
    exercise.check("left alone", weight=5)(lambda run: None)
    for seed in (None, "s"):
        verdict = judge(exercise, lambda x: print(2 * x), seed)
        assert verdict.fraction == 0
        assert not any(result.asked for result in verdict.results)
        assert said(verdict).id == "returns-nothing"
    assert said(judge(exercise, lambda x: 2 * x if x < 0 else None)).id is None


def test_a_check_is_not_asked_where_one_that_it_needs_fails():
    exercise = toy()
    exercise.check("even", needs=("positive",))(lambda run: "It is odd.")
    results = {result.name: result for result in judge(exercise, negative_only).results}
    assert results["positive"].asked
    assert not results["even"].asked
    assert not results["even"].passed
    assert judge(exercise, right).results[-1].what == "It is odd."


def test_a_check_is_asked_where_one_that_it_needs_ends_in_an_exception_on_some_cases():
    exercise = toy(visible=[2, 4, -3])
    exercise.check("even", needs=("positive",))(
        lambda run: "It is odd." if run.result % 2 else None
    )

    def results(function):
        return {result.name: result for result in judge(exercise, function).results}

    assert results(lambda x: 2 * x if x != 4 else 1 / 0)["even"].asked
    assert not results(lambda x: 2 * x if x < 0 else 1 / 0)["even"].asked
    assert not results(lambda x: {2: 5, 4: 1 / (x - 4)}.get(x) if x > 0 else 2 * x)["even"].asked


def test_what_fails_in_the_notebook_is_told_before_what_fails_with_other_cases():
    exercise = toy()
    exercise.check("small", needs=("big",), visible=False)(lambda run: f"{run.case} is too big.")
    exercise.checks.insert(
        0, exercise.checks.pop(3)
    )  # what applies to drawn cases alone comes first
    message = said(judge(exercise, lambda x: 7, "s"))
    assert (message.what, message.concept) == (said(judge(exercise, lambda x: 7)).what, "")


def test_a_claim_names_a_mistake_that_no_run_speaks_against():
    def heard(says, once=False):
        exercise = toy()
        exercise.diagnoses.clear()
        exercise.diagnoses.claim("ascent", advice="", once=once)(says)
        return said(judge(exercise, lambda x: 7)).id

    assert heard(lambda run: "It is 7." if run.case > 0 else "") == "ascent"
    assert heard(lambda run: "It is 7." if run.case > 0 else None) is None
    assert heard(lambda run: "It is 7." if run.case > 0 else None, once=True) == "ascent"
    assert heard(lambda run: "") is None


@pytest.mark.parametrize(
    ("function", "what"),
    [
        (lambda: 1, "Your `double` has no parameter `x`."),
        (lambda n: 1, "Your `double` has no parameter `x`."),
        (lambda x, y: 1, "Your `double` needs a value for `y`, which no call gives it."),
    ],
)
def test_a_call_that_does_not_fit_says_which_parameter_is_missing(function, what):
    exercise = toy(observe=lambda student, case: Run(case, student(x=case)))
    message = said(judge(exercise, function))
    assert message.text == f"{what} Keep the first line, `def …:`, as it was given."


def test_a_renamed_parameter_is_not_told_where_another_is_missing():
    verdict = judge(load("ps1.steps_per_epoch"), lambda n, b: -(-n // b))
    assert said(verdict).what == "Your `steps_per_epoch` has no parameter `drop_last`."


def test_what_passes_in_the_notebook_alone_is_hard_coded_only_if_most_else_fails():
    def big_fails(x):
        return 2 * x if x < 500 else 0

    message = said(judge(toy(draw=lambda rng: [7, -7, 20, 500, -500]), big_fails, "s"))
    assert message.id is None
    assert message.concept == "All cases of the notebook pass; 1 of 5 others fail."


def test_hard_coded_answer_passes_the_notebook_and_earns_nothing_at_grading():
    def answers(x):
        return {2: 4, -3: -6}.get(x, 0)

    assert judge(toy(), answers).outcome == PASSED
    graded = judge(toy(), answers, "s")
    assert graded.fraction == 0
    assert said(graded).id == "hard-coded"


def test_drawn_cases_depend_on_the_seed_and_the_exercise_alone():
    def drawn(seed, **changes):
        seen = []
        judge(toy(**changes), lambda x: seen.append(x) or 2 * x, seed)
        return seen[2:]

    assert drawn("a") == drawn("a")
    assert drawn("a") != drawn("b")
    assert drawn("a") != drawn("a", id="ps0.other")
    assert generator("x", "y").random() == generator("x", "y").random()


def test_first_diagnosis_speaks_alone_with_its_picture():
    message = said(judge(toy(), lambda x: x))
    assert message.id == "count-floor"
    assert message.text == f"You returned x itself. {concept('count-floor')} Add it to itself."
    assert message.svg.startswith("<svg")


def test_a_picture_that_does_not_show_the_mistake_is_left_out():
    exercise = toy()
    exercise.diagnoses.diagnosis("xy-apart", advice="")(lambda runs: Finding("Apart.", runs[0]))
    exercise.diagnoses.reverse()
    message = said(judge(exercise, lambda x: x))
    assert (message.id, message.svg) == ("xy-apart", "")


def test_without_a_diagnosis_the_first_failed_check_speaks():
    message = said(judge(toy(), negative_only))
    assert (message.id, message.what) == (None, "For 2 you returned 7.")


def test_diagnoses_are_not_asked_when_all_checks_pass():
    def detect(runs):
        raise AssertionError("asked")

    exercise = toy()
    exercise.diagnoses.diagnosis("x", advice="")(detect)
    exercise.diagnoses.reverse()
    assert judge(exercise, right).outcome == PASSED


def test_stub_is_not_attempted():
    def stub(x):
        raise NotImplementedError

    verdict = judge(toy(), stub, "s")
    assert (verdict.outcome, verdict.fraction) == (NOT_ATTEMPTED, 0)


@pytest.mark.parametrize("thing", [None, 3, "double", ...])
def test_what_is_no_function_is_a_submission_error(thing):
    verdict = judge(toy(), thing)
    assert (verdict.outcome, verdict.fraction) == (SUBMISSION_ERROR, 0)
    assert "not a function" in said(verdict).text


def test_exception_in_every_case_is_a_submission_error():
    verdict = judge(toy(), lambda x: 1 / 0, "s")
    assert (verdict.outcome, verdict.fraction) == (SUBMISSION_ERROR, 0)
    assert said(verdict).id == "raises"
    assert "ZeroDivisionError" in said(verdict).text


def test_exception_in_some_cases_costs_only_their_checks():
    def half(x):
        return 2 * x if x > 0 else [][x]

    verdict = judge(toy(), half)
    assert verdict.outcome == FAILED
    assert [r.name for r in verdict.results if r.passed] == ["an int", "positive"]
    assert "IndexError" in said(verdict).text


def test_one_exception_fails_one_check_and_the_rest_is_asked_of_what_ended():
    exercise = toy(visible=[2, 3, 4, 5, 6, 7])
    exercise.check("even", weight=1, applies=lambda case: case > 0)(
        lambda run: None if run.result % 2 == 0 else f"{run.result} is odd."
    )

    def not_four(x):
        return 2 * x if x != 4 else [][x]

    def two_alone(x):
        return 2 * x if x == 2 else [][x]

    verdict = judge(exercise, not_four)
    assert [r.name for r in verdict.results if not r.passed] == ["positive"]
    assert "IndexError" in said(verdict).text
    failed = [r.name for r in judge(exercise, two_alone).results if not r.passed]
    assert failed == ["an int", "positive", "even"]


def test_an_exception_is_charged_to_the_check_whose_cases_it_ended():
    exercise = toy(visible=[1, 2, 3, 4, -1, -2])
    exercise.check("large", weight=0.5, applies=lambda case: case > 2)(lambda run: None)
    exercise.check("as it was", weight=3)(
        lambda run: None if run.case != 1 or run.result == 2 else "It is another."
    )

    def small_alone(x):
        return 2 * x if x < 3 else [][x]

    def small_but_one(x):
        return 0 if x == 1 else small_alone(x)

    for function, failed in (
        (small_alone, ["large"]),
        (small_but_one, ["positive", "large", "as it was"]),
    ):
        assert [r.name for r in judge(exercise, function).results if not r.passed] == failed


def test_what_raises_in_most_of_a_checks_cases_leaves_nothing_to_build_upon():
    exercise = toy(visible=[1, 2, 3, 4, 5, -1])
    exercise.check("built", weight=1, needs=("positive",))(lambda run: None)

    def one_to(last):
        return lambda x: 2 * x if x <= last else [][x]

    for last, asked in (2, False), (3, True):
        built = judge(exercise, one_to(last)).results[-1]
        assert (built.asked, built.passed) == (asked, asked)


def test_fault_of_the_exercise_is_a_grader_error_and_not_the_students():
    def broken(student, case):
        raise RuntimeError("the check is broken")

    verdict = judge(toy(observe=broken), right, "s")
    assert verdict.outcome == GRADER_ERROR
    assert "not your fault" in said(verdict).text


def test_a_detector_that_fails_is_a_grader_error():
    exercise = toy()
    exercise.diagnoses.clear()
    exercise.diagnoses.diagnosis("x", advice="")(lambda runs: runs[99])
    assert judge(exercise, lambda x: x).outcome == GRADER_ERROR


def test_loop_without_end_is_stopped_once_and_not_tried_again(monkeypatch):
    monkeypatch.setenv("AUTOGRADER_TIME_LIMIT", "0.05")
    calls = []

    def endless(x):
        calls.append(x)
        while True:
            pass

    verdict = judge(toy(), endless, "s")
    assert (verdict.outcome, len(calls)) == (SUBMISSION_ERROR, 1)
    assert said(verdict).id == "too-slow"


def test_who_is_late_in_some_cases_is_asked_of_the_others_and_waited_for_four_times_at_most(
    monkeypatch,
):
    monkeypatch.setenv("AUTOGRADER_TIME_LIMIT", "0.05")
    calls = []

    def endless_from(first):
        def function(x):
            calls.append(x)
            while x >= first:
                pass
            return 2 * x

        return function

    exercise = toy(visible=[1, 2, 3, 4, -1, -2])
    exercise.check("small", weight=0.5, applies=lambda case: case < 3)(lambda run: None)
    assert [r.name for r in judge(exercise, endless_from(4)).results if not r.passed] == [
        "positive"
    ]
    assert len(calls) == 6
    calls.clear()
    exercise = toy(visible=list(range(1, 20)))
    judge(exercise, endless_from(3))
    assert len(calls) == 6


def test_a_stream_that_hangs_without_a_full_batch_keeps_what_a_forgotten_tail_keeps(monkeypatch):
    monkeypatch.setenv("AUTOGRADER_TIME_LIMIT", "1")

    def batch_stream(X, y, batch_size, rng):
        while True:
            order = rng.permutation(len(X))
            for i in range(0, len(X) - batch_size + 1, batch_size):
                yield X[order[i : i + batch_size]], y[order[i : i + batch_size]]

    verdict = judge(load("ps4.batch_stream"), batch_stream, "s")
    assert said(verdict).id == "count-floor"
    assert [r.name for r in verdict.results if r.asked and not r.passed] == [
        "each pass uses every sample once"
    ]


def test_object_that_equals_everything_passes_nothing():
    class Equal:
        def __eq__(self, other):
            return True

        def __hash__(self):
            return 0

        def __index__(self):
            return 4

    for id in exercise_ids():
        verdict = judge(load(id), lambda *args, **kwargs: Equal(), "s")
        assert verdict.fraction == 0, id
        assert verdict.outcome in (FAILED, SUBMISSION_ERROR), id


def test_what_is_kept_between_calls_is_said_before_an_exception_that_it_leads_to():
    past = []

    def kept(x):
        past.append(x)
        return 2 * x if len(past) == 1 else past[len(past)]

    verdict = judge(toy(), kept, "s")
    assert said(verdict).what.endswith("all was right, and not when the same was asked again.")
    assert said(verdict).id is None


def test_what_is_wrong_at_once_is_not_called_kept():
    assert "asked again" not in said(judge(toy(), lambda x: 7, "s")).what
    assert "asked again" not in said(judge(toy(), negative_only, "s")).what
