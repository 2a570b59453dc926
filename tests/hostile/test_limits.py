"""Programs that never stop, take everything, or end themselves: each keeps what it has earned."""

import dataclasses

import psutil
import pytest

from autograder.grading.contract.limits import Limits
from tests.hostile.conftest import LIMITS, GradeAttack, Submit
from tests.specimens.hostile.attacks import endings, floods
from tests.specimens.hostile.attacks.attack import RIGHT_TOTAL

pytestmark = pytest.mark.hostile

RIGHT = [2.0, 3.0]


@pytest.mark.parametrize("name", floods.ATTACKS)
def test_the_next_cell_runs(grade_attack: GradeAttack, name: str) -> None:
    grade_attack(floods.ATTACKS[name])


@pytest.mark.parametrize("name", endings.ATTACKS)
def test_points_earned_before_are_kept(grade_attack: GradeAttack, name: str) -> None:
    grade_attack(endings.ATTACKS[name])


def test_a_loop_inside_a_tested_function_costs_its_own_test_only(submit: Submit) -> None:
    loop = "def square(x):\n    while True: pass"
    graded = submit(first=[loop])
    assert graded.points == [0.0, 3.0]
    assert graded.report(2).limit in ("cell_cpu", "cell_wall")


@pytest.mark.parametrize("filling", ["np.zeros(100_000)", "np.ones(100_000)", "'x' * 1_000_000"])
def test_what_a_tested_function_filled_is_free_for_the_next(submit: Submit, filling: str) -> None:
    """Memory that was asked for and never touched counts as well."""
    hog = f"def square(x):\n    kept = []\n    while True: kept.append({filling})"
    needs = "def total(values):\n    room = np.ones(40_000_000)\n    return sum(values)"
    assert submit(first=[hog], second=[needs]).points == [0.0, 3.0]


def test_children_that_outlive_their_cell_do_not_outlive_grading(
    grade_attack: GradeAttack,
) -> None:
    attack = floods.ATTACKS["orphans"]
    assert "['sleep', '1047']" in attack.second[0]
    grade_attack(attack)
    assert not [
        p for p in psutil.process_iter(["cmdline"]) if p.info["cmdline"] == ["sleep", "1047"]
    ]


def test_memory_of_the_grader_is_bounded(submit: Submit) -> None:
    """What a submission prints and shows does not pile up on the grader's side."""
    me = psutil.Process()
    submit()
    before = me.memory_info().rss
    submit(second=["while True: print('x' * 100_000)"])
    submit(second=["print('x' * 200_000_000)"])
    assert me.memory_info().rss - before < 150 * 2**20


def test_the_outputs_of_a_notebook_are_bounded_and_its_tests_still_count(submit: Submit) -> None:
    """Errors, figures and text of many cells; the executed notebook stays a size that can be read."""
    floods = [
        "print('x' * 990_000)",
        "from IPython.display import display, HTML\ndisplay(HTML('x' * 7_000_000))",
        "for _ in range(500): get_ipython().showtraceback((ValueError, ValueError('x' * 9000), None))",
    ]
    limits = dataclasses.replace(LIMITS, output=1_000_000, rich_output=8_000_000)
    graded = submit(second=[*floods * 6, RIGHT_TOTAL], limits=limits)
    assert len(graded.execution.notebook) < 25_000_000
    assert graded.points == RIGHT


def test_the_notebook_as_a_whole_is_limited(submit: Submit) -> None:
    limits = dataclasses.replace(Limits(cell_cpu=1, grace=1), notebook_cpu=1.5, processes=32)
    burn = "while True: pass"
    graded = submit(second=[burn, burn, burn, burn, burn], limits=limits)
    assert graded.points[0] == 2.0
    assert graded.outcomes()[-3:] == ["not run"] * 3
