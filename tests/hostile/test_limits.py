"""Programs that never stop, take everything, or end themselves: each keeps what it has earned."""

import dataclasses

import psutil
import pytest

from autograder.grading.limits import Limits
from tests.hostile.conftest import LIMITS, RIGHT_TOTAL, Submit

pytestmark = pytest.mark.hostile

RIGHT = [2.0, 3.0]
FIRST_ONLY = [2.0, 0.0]

# Interrupted or refused: the next cell runs, and the honest part of the notebook counts in full.
GOES_ON = {
    "infinite loop": ("while True: pass", "limit"),
    "sleeps for ever": ("import time\ntime.sleep(10**6)", "limit"),
    "waits for input": ("input('name?')", "error"),
    "sys.exit": ("import sys\nsys.exit(0)", "error"),
    "quit": ("quit()", "ok"),
    "huge array": ("import numpy as np\nnp.ones(4 * 2**30)", "error"),
    "huge list": ("x = []\nwhile True: x.append(' ' * 10**6)", "error or limit"),
    "huge file": ("with open('big', 'wb') as f:\n    f.write(bytes(9 * 2**20))", "error"),
    "full disk": (
        "for i in range(100):\n    with open(f'/tmp/f{i}', 'wb') as f: f.write(bytes(2**20))",
        "error",
    ),
    "prints for ever": ("while True: print('x' * 1000)", "limit"),
    "one huge print": ("print('x' * 50_000_000)", "limit"),
    "prints past Python": ("import os\nwhile True: os.write(1, b'y' * 4096)", "limit"),
    "a subprocess that prints": ("import os\nos.system('yes')", "limit"),
    "displays for ever": (
        "from IPython.display import display, HTML\nwhile True: display(HTML('x' * 100_000))",
        "limit",
    ),
    "one huge display": (
        "from IPython.display import display, HTML\ndisplay(HTML('x' * 20_000_000))",
        "limit",
    ),
    "odd text": ("print('\\ud800', chr(0))\nprint(float('nan'))", "ok"),
    "threads": (
        "import threading, time\n"
        "for _ in range(500):\n    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()",
        "error",
    ),
    "many processes": (
        "import subprocess\nfor _ in range(500):\n    subprocess.Popen(['sleep', '100'])",
        "error",
    ),
    "deep recursion": ("def f(n): return f(n + 1)\nf(0)", "error or limit"),
    "file descriptors": ("files = [open('/dev/null') for _ in range(10_000)]", "error"),
}


def limits_for(source: str) -> Limits:
    """Programs that wait use no CPU time: only the clock stops them, so it is set short."""
    waits = "sleep(10**6)" in source or "SIGSTOP" in source
    return dataclasses.replace(LIMITS, cell_wall=3) if waits else LIMITS


@pytest.mark.parametrize("name", GOES_ON)
def test_the_next_cell_runs(submit: Submit, name: str) -> None:
    source, outcome = GOES_ON[name]
    graded = submit(second=[source, RIGHT_TOTAL], limits=limits_for(source))
    assert graded.report(3).outcome in outcome.split(" or ")
    assert graded.points == RIGHT


# Killed: what was earned before stays, what comes after cannot run.
DIES = {
    "catches every exception": (
        "def spin():\n    while True: sum(range(1000))\n"
        "while True:\n    try: spin()\n    except BaseException: pass"
    ),
    "ignores signals": (
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
    ),
    "stops itself": "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
    "os._exit": "import os\nos._exit(0)",
    "aborts": "import os\nos.abort()",
    "segfault": "import ctypes\nctypes.string_at(1)",
    "kills itself": "import os\nos.kill(os.getpid(), 9)",
    "kills all": "import os\nos.kill(-1, 9)\nos.kill(os.getpid(), 9)",
    "closes every descriptor": "import os\nos.closerange(0, 1000)",
    "unbounded recursion": (
        "import sys\nsys.setrecursionlimit(10**9)\n"
        "class A:\n    def __getattr__(self, n): return getattr(self, n + 'x')\n"
        "def f(n): return f(n + 1)\n"
        "import ctypes\nexec('f(0)')\nctypes.string_at(1)"
    ),
    "shared memory": (
        "import mmap\nm = [mmap.mmap(-1, 2**28) for _ in range(16)]\n"
        "for x in m:\n    for i in range(0, 2**28, 4096): x[i] = 1"
    ),
    "memory in children": (
        "import os, time\n"
        "for _ in range(20):\n"
        "    if os.fork() == 0:\n"
        "        x = bytearray(300 * 2**20)\n"
        "        for i in range(0, len(x), 4096): x[i] = 1\n"
        "        time.sleep(100)\n"
        "time.sleep(100)"
    ),
    "forged replies": (
        "import socket, json, struct\ns = socket.socket(fileno=3)\n"
        "for m in ({'done': 3, 'status': 'ok'}, [1], 'x'):\n"
        "    d = json.dumps(m).encode()\n    s.sendall(struct.pack('>I', len(d)) + d)\n"
        "s.sendall(b'\\xff' * 100)"
    ),
}


@pytest.mark.parametrize("name", DIES)
def test_points_earned_before_are_kept(submit: Submit, name: str) -> None:
    graded = submit(second=[DIES[name], RIGHT_TOTAL], limits=limits_for(DIES[name]))
    assert "died" in graded.outcomes()
    assert graded.execution.died
    assert graded.points == FIRST_ONLY


def test_fork_bomb(submit: Submit) -> None:
    graded = submit(second=["import os\nwhile True:\n    try: os.fork()\n    except OSError: pass"])
    assert graded.points == FIRST_ONLY


def test_a_loop_inside_a_tested_function_costs_its_own_test_only(submit: Submit) -> None:
    loop = "def square(x):\n    while True: pass"
    graded = submit(first=[loop])
    assert graded.points == [0.0, 3.0]
    assert graded.report(2).limit in ("cell_cpu", "cell_wall")


def test_a_tested_function_that_fills_memory_costs_its_own_test_only(submit: Submit) -> None:
    hog = "def square(x):\n    kept = []\n    while True: kept.append(np.zeros(100_000))"
    assert submit(first=[hog]).points == [0.0, 3.0]


def test_a_tested_function_that_exits_costs_what_comes_after(submit: Submit) -> None:
    graded = submit(second=["import os\ndef total(values):\n    os._exit(0)"])
    assert graded.points == FIRST_ONLY


def test_children_that_outlive_their_cell_do_not_outlive_grading(submit: Submit) -> None:
    daemon = (
        "import os, subprocess, sys\n"
        "subprocess.Popen(['sleep', '1000'], start_new_session=True)\n"
        "if os.fork() == 0:\n"
        "    os.setsid()\n"
        "    if os.fork() == 0:\n"
        "        import time\n"
        "        time.sleep(1000)\n"
        "    os._exit(0)\n"
        "def total(values):\n    return sum(values)"
    )
    graded = submit(second=[daemon])
    assert graded.points == RIGHT
    marked = [p for p in psutil.process_iter(["cmdline"]) if p.info["cmdline"] == ["sleep", "1000"]]
    assert marked == []


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
