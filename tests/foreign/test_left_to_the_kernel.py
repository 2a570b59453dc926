"""What the judge cannot run is graded right where it stays: the solution keeps all points, a wrong answer none."""

import pytest

from autograder.grading.contract.results import Row
from autograder.grading.course import Course
from autograder.grading.course.calibration_file import load
from tests.foreign.assignment import Cells, Foreign, points

WAITING = """
### BEGIN SOLUTION
import asyncio
async def fetch(x):
    await asyncio.sleep(0)
    return x + 1
got = await fetch(1)
### END SOLUTION
"""
PLOT = """
### BEGIN SOLUTION
import matplotlib.pyplot as plt
plt.figure()
plt.plot([1, 2], [3, 4])
plt.title('growth')
### END SOLUTION
"""
FIGURE = """
import matplotlib.pyplot as plt
fig = plt.gcf()
(line,) = fig.axes[0].lines
assert list(line.get_ydata()) == [3, 4] and fig.axes[0].get_title() == 'growth'
"""
MODULE = """
### BEGIN SOLUTION
import sys
sys.path.append('lib')
from helper import scale
from tools.more import twice
import own
def area(x):
    return scale(twice(x)) + own.zero()
### END SOLUTION
"""
CASES: dict[str, Cells] = {
    "await": [
        ("answer", "fetch", WAITING),
        ("test", "t1", "import asyncio\nassert got == 2\nassert await fetch(4) == 5"),
        ("test", "t2", "assert asyncio.iscoroutinefunction(fetch)"),
        (
            "answer",
            "again",
            "### BEGIN SOLUTION\nmore = [await fetch(i) for i in range(3)]\n### END SOLUTION",
        ),
        ("test", "t3", "assert more == [1, 2, 3]"),
        ("test", "t4", "async def run():\n    return await fetch(1)\nassert await run() == 2"),
    ],
    "figure of a function": [
        (
            "locked",
            "setup",
            "import matplotlib\nmatplotlib.use('Agg')\nimport matplotlib.pyplot as plt",
        ),
        (
            "answer",
            "plot",
            "def draw():\n    ### BEGIN SOLUTION\n    plt.plot([1, 2], [3, 4])\n"
            "    plt.title('growth')\n    ### END SOLUTION",
        ),
        ("test", "t1", "plt.close('all')\ndraw()" + FIGURE),
        (
            "test",
            "t2",
            "plt.close('all')\ndraw()\nassert plt.gca().get_title() == 'growth'\n"
            "assert len(plt.gcf().axes) == 1",
        ),
    ],
    "figure that stays": [
        (
            "locked",
            "setup",
            "import matplotlib\nmatplotlib.use('Agg')\nimport matplotlib.pyplot as plt",
        ),
        ("answer", "plot", PLOT),
        ("test", "t1", FIGURE),
    ],
    "modules": [
        ("answer", "area", MODULE),
        ("test", "t1", "assert area(2) == 12"),
        ("test", "t2", "import own\nassert own.zero() == 0 and area(1) == 6"),
        ("test", "t3", "from helper import scale\nassert scale(2) == 6"),
    ],
}
FILES = {
    "lib/helper.py": "def scale(x):\n    return 3 * x\n",
    "tools/__init__.py": "",
    "tools/more.py": "def twice(x):\n    return 2 * x\n",
    "own.py": "def zero():\n    return 0\n",
}
SHARED = {
    "await": {"t1", "t4"},
    "figure of a function": {"t1", "t2"},
    "figure that stays": {"t1"},
    "modules": {"t3"},
}
WRONG = {
    "fetch": "async def fetch(x):\n    return x\ngot = await fetch(1)",
    "again": "more = []",
    "plot": "def draw():\n    plt.plot([1], [1])\nplt.close('all')",
    "area": "def area(x):\n    return 0\ndef scale(x):\n    return 0",
}


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Row]:
    foreign = Foreign(tmp_path_factory.mktemp("course"), CASES, files=FILES)
    foreign.release()
    foreign.hand_in("ada")
    foreign.hand_in("bob", WRONG)
    found = foreign.grade()
    shared = {n: part.shared for n, part in load(Course(foreign.root), "a").notebooks.items()}
    assert shared == SHARED
    return found


@pytest.mark.hostile
@pytest.mark.parametrize("name", CASES)
def test_the_solution_keeps_its_points_and_a_wrong_answer_has_none(
    rows: dict[str, Row], name: str
) -> None:
    assert set(points(rows["ada"], name).values()) == {1}, rows["ada"].exercises
    assert points(rows["bob"], name)["t1"] == 0
