"""Programs that are after points, secrets or other people's files: none gets any."""

import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil
import pytest

from autograder.grading.execution import Plan, execute
from autograder.grading.sandbox.usage import tree
from tests.hostile.conftest import (
    LIMITS,
    RIGHT_SQUARE,
    RIGHT_TOTAL,
    SEED,
    WRONG_SQUARE,
    WRONG_TOTAL,
    Graded,
    Submit,
    left_over,
    submission,
)

pytestmark = pytest.mark.hostile

NOTHING = [0.0, 0.0]

# Each comes with wrong answers, before the first test; the tests must see through it.
CHEATS = {
    "no-op assert_allclose": (
        "import numpy as np\nnp.testing.assert_allclose = lambda *a, **k: None\n"
        "np.testing.assert_equal = lambda *a, **k: None"
    ),
    "patched builtins": (
        "import builtins\nbuiltins.AssertionError = type('E', (Exception,), {})\n"
        "builtins.sum = lambda *a: 42\nbuiltins.exec = builtins.eval = builtins.compile = print\n"
        "builtins.__import__ = lambda *a, **k: None"
    ),
    "AST transformer": (
        "import ast\n"
        "class Drop(ast.NodeTransformer):\n    def visit_Assert(self, node): return ast.Pass()\n"
        "get_ipython().ast_transformers.append(Drop())"
    ),
    "input transformer": (
        "get_ipython().input_transformers_cleanup.append("
        "lambda lines: [line for line in lines if 'assert' not in line])"
    ),
    "patched do_execute": (
        "kernel = get_ipython().kernel\n"
        "async def nothing(*a, **k): return {'status': 'ok', 'execution_count': 1}\n"
        "kernel.do_execute = nothing\ntype(kernel).do_execute = nothing"
    ),
    "displayhook": "import sys\nfor _ in range(9): sys.displayhook(3.0)\n3.0",
    "always equal": (
        "class Yes:\n"
        "    def __eq__(self, other): return True\n"
        "    def __ne__(self, other): return False\n"
        "    def __array__(self, *a, **k):\n        import numpy\n        return numpy.array([1.0, 4.0])\n"
        "    def __sub__(self, other): return 0\n"
        "    __rsub__ = __sub__\n"
        "    def __bool__(self): return True\n"
        "    def __hash__(self): return 0\n"
        "def square(x): return Yes()\ndef total(values): return Yes()"
    ),
    "int that equals all": (
        "class Yes(int):\n    def __eq__(self, other): return True\n"
        "    __hash__ = int.__hash__\n"
        "def square(x): return Yes(1)\ndef total(values): return Yes(1)"
    ),
    "array that equals all": (
        "import numpy as np\n"
        "class Yes(np.ndarray):\n"
        "    def __array_ufunc__(self, *a, **k): return True\n"
        "    def __array_function__(self, *a, **k): return True\n"
        "    def __eq__(self, other): return True\n"
        "def square(x): return np.zeros(2).view(Yes)\ndef total(values): return np.zeros(1).view(Yes)"
    ),
    "exception that ends the test": (
        "def square(x): raise SystemExit(0)\ndef total(values): raise SystemExit(0)"
    ),
    "skips the test": (
        "def square(x):\n    import pytest, unittest\n    raise unittest.SkipTest()\n"
        "def total(values):\n    import pytest\n    pytest.skip('no', allow_module_level=True)"
    ),
    "hunts frames": (
        "import sys\n"
        "def total(values):\n"
        "    frame = sys._getframe()\n"
        "    while frame:\n"
        "        for value in [*frame.f_locals.values(), *frame.f_globals.values()]:\n"
        "            if isinstance(value, str) and 'total(' + 'hidden)' in value: return 42\n"
        "        frame = frame.f_back\n"
        "    return -1"
    ),
    "hunts objects": (
        "import gc\n"
        "def total(values):\n"
        "    for thing in gc.get_objects():\n"
        "        if isinstance(thing, dict) and any(isinstance(v, str) and '5eed5eed' in v "
        "for v in list(thing.values())): return 42\n"
        "    return -1"
    ),
    "writes to the judge's socket": (
        "import socket, os\n"
        "for fd in range(3, 20):\n"
        "    for text in (b'{\"done\": 2}', b'\\x00\\x00\\x00\\x02{}', b'\\xff' * 64):\n"
        "        try: os.write(fd, text)\n"
        "        except OSError: pass"
    ),
    "answers for the judge": (
        "import sys\n"
        "from autograder.grading.judge import peer\n"
        "for name in ('Judge', 'Session', 'run_cell'):\n"
        "    setattr(peer, name, None)\n"
        "peer.Peer.run = lambda self, *a, **k: ('ok', 9, None)"
    ),
    "replaces main": (
        "import sys, types\nm = types.ModuleType('__main__')\nm.square = lambda x: x * x\n"
        "sys.modules['__main__'] = m"
    ),
    "marks itself": (
        "from IPython.display import display\n"
        "display({'application/vnd.autograder.grade+json': {'points': 3}}, raw=True)\n3.0"
    ),
}


@pytest.mark.parametrize("name", CHEATS)
def test_cheats_earn_nothing(submit: Submit, name: str) -> None:
    graded = submit(first=[f"{WRONG_SQUARE}\n{WRONG_TOTAL}\n{CHEATS[name]}"], second=["pass"])
    assert graded.points == NOTHING
    expected = "not run" if name == "writes to the judge's socket" else "error"
    assert graded.report(2).outcome == expected  # the test ran, and saw through it


def test_the_same_tests_pass_for_right_answers(submit: Submit) -> None:
    """The control: what the cheats are up against can be passed."""
    assert submit().points == [2.0, 3.0]


def test_warnings_and_prints_cost_nothing(submit: Submit) -> None:
    noisy = (
        "import sys, warnings, numpy as np\n"
        "def square(x):\n"
        "    print('hello', file=sys.stderr)\n    warnings.warn('careful')\n"
        "    np.exp(np.array([1000.0]))\n    return x * x"
    )
    assert submit(first=[noisy]).points == [2.0, 3.0]


def test_a_module_beside_the_notebook_does_not_replace_numpy(
    submit: Submit, tmp_path: Path
) -> None:
    (tmp_path / "numpy.py").write_text("raise ImportError('a trap')")
    (tmp_path / "helper.py").write_text("def twice(x): return 2 * x")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "data.csv").write_text("1,2\n")
    cell = "import numpy as np, helper\nassert np.ones(3).sum() == 3 and helper.twice(2) == 4"
    cell += "\nprint(open('deep/data.csv').read())"
    graded = submit(second=[cell, RIGHT_TOTAL], files=tmp_path)
    assert graded.points == [2.0, 3.0]
    assert "1,2" in graded.printed


def test_links_among_the_files_lead_nowhere(submit: Submit, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the answers")
    folder = tmp_path / "submitted"
    folder.mkdir()
    (folder / "own.txt").symlink_to(secret)
    (folder / "hidden.ipynb").write_text("the hidden tests")
    os.mkfifo(folder / "pipe")
    graded = submit(second=["import os\nprint(os.listdir('.'))", RIGHT_TOTAL], files=folder)
    assert graded.points == [2.0, 3.0]
    assert "own.txt" not in graded.printed
    assert "hidden.ipynb" not in graded.printed


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """A gradebook, a source notebook and another submission, readable by everyone."""
    folder = tmp_path
    while folder != folder.parent and folder.stat().st_uid == os.geteuid():
        folder.chmod(0o755)
        folder = folder.parent
    for name in ("gradebook.db", "source.ipynb", "other_student.ipynb"):
        (tmp_path / name).write_text("a planted secret")
        (tmp_path / name).chmod(0o666)
    return tmp_path


def test_files_outside_can_be_neither_read_nor_written(submit: Submit, planted: Path) -> None:
    attack = (
        "import os, glob\n"
        f"for name in glob.glob({str(planted)!r} + '/*') + [{str(planted / 'gradebook.db')!r}]:\n"
        "    for mode in ('r', 'a', 'w'):\n"
        "        try:\n            with open(name, mode) as f:\n"
        "                print(f.read() if mode == 'r' else f.write('changed'))\n"
        "        except OSError: pass\n"
        "    try: os.remove(name)\n    except OSError: pass"
    )
    graded = submit(second=[attack, RIGHT_TOTAL])
    assert "planted" not in graded.text
    for name in ("gradebook.db", "source.ipynb", "other_student.ipynb"):
        assert (planted / name).read_text() == "a planted secret"


def test_no_secret_of_the_grader_is_in_reach(
    submit: Submit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADER_SECRET", "a secret of the grader's")
    hunt = (
        "import os, glob\n"
        "for path in glob.glob('/proc/*/environ') + glob.glob('/proc/*/cmdline'):\n"
        "    try: print(path, open(path, 'rb').read())\n"
        "    except OSError: pass\n"
        "print(dict(os.environ))\n"
        "for root in ('/', '/home', '/tmp', '/root', '/work', '/etc', '/run', '/var'):\n"
        "    try: print(root, os.listdir(root))\n"
        "    except OSError: pass"
    )
    graded = submit(second=[hunt, RIGHT_TOTAL])
    assert graded.points == [2.0, 3.0]
    assert "secret of the grader" not in graded.printed
    assert SEED not in graded.printed
    assert "solutions" not in graded.printed


def test_hidden_tests_do_not_show(submit: Submit) -> None:
    spy = (
        "def total(values):\n"
        "    import sys, os\n    print('values were', values)\n"
        "    os.write(1, repr(values).encode())\n    os.write(2, repr(values).encode())\n"
        "    print(values, file=sys.__stdout__)\n    return sum(values)"
    )
    graded = submit(second=[spy])
    assert graded.points == [2.0, 3.0]
    assert "35" not in graded.printed


def test_there_is_no_network(submit: Submit) -> None:
    attack = (
        "import socket\n"
        "for family in range(50):\n"
        "    for kind in (1, 2, 3):\n"
        "        try:\n            socket.socket(family, kind)\n"
        "            if family != socket.AF_UNIX: print('opened', family)\n"
        "        except OSError: pass"
    )
    graded = submit(second=[attack, RIGHT_TOTAL])
    assert graded.points == [2.0, 3.0]
    assert "opened" not in graded.printed


def test_no_way_out_of_the_sandbox(submit: Submit) -> None:
    attack = (
        "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\n"
        "def tried(name, *a):\n"
        "    if getattr(libc, name)(*a) != -1: print('worked:', name)\n"
        "tried('unshare', 0x10000000)\ntried('unshare', 0x00020000)\n"
        "tried('mount', b'none', b'/tmp', b'tmpfs', 0, 0)\ntried('umount2', b'/tmp', 2)\n"
        "tried('chroot', b'/tmp')\ntried('ptrace', 16, 1, 0, 0)\ntried('setuid', 0)\n"
        "tried('setns', os.open('/proc/1', os.O_RDONLY), 0x20000000)\n"
        "tried('sethostname', b'x', 1)\ntried('syscall', 425, 8, 0)\ntried('syscall', 321, 0, 0, 0)\n"
        "tried('syscall', 56, 0x10000000 | 17, 0, 0, 0, 0)\ntried('syscall', 435, 0, 0)\n"
        "tried('syscall', 319, b'x', 0)\n"
        "for path in ('/proc/sys/kernel/core_pattern', '/proc/sysrq-trigger', '/usr/x', '/etc/x', '/x'):\n"
        "    try:\n        open(path, 'w').write('x')\n        print('wrote', path)\n"
        "    except OSError: pass\n"
        "print([p for p in os.listdir('/proc') if p.isdigit()].__len__() < 6)"
    )
    graded = submit(second=[attack, RIGHT_TOTAL])
    assert graded.points == [2.0, 3.0]
    assert graded.printed == "True\n"


def test_neither_parent_nor_init_can_be_killed(submit: Submit) -> None:
    attack = (
        "import os, signal\n"
        "for pid in (os.getppid(), 0, 1, 2):\n"
        "    for number in (9, 15, 19):\n"
        "        try:\n            if pid: os.kill(pid, number)\n"
        "        except OSError as error: pass"
    )
    graded = submit(second=[attack, RIGHT_TOTAL])
    assert graded.points[0] == 2.0
    assert submit().points == [2.0, 3.0]  # the grader is unharmed


def test_what_runs_at_exit_changes_nothing(submit: Submit) -> None:
    attack = (
        "import atexit, os, threading, time\n"
        "def late():\n    print('late')\n    open('/tmp/late', 'w').write('x')\n"
        "atexit.register(late)\n"
        "class Last:\n    def __del__(self): late()\nlast = Last()\n"
        "threading.Thread(target=lambda: (time.sleep(30), late()), daemon=False).start()"
    )
    graded = submit(second=[attack, RIGHT_TOTAL])
    assert graded.points == [2.0, 3.0]
    assert not os.path.exists("/tmp/late")


def test_a_locked_database_outside_is_out_of_reach(submit: Submit, tmp_path: Path) -> None:
    path = tmp_path / "gradebook.db"
    with sqlite3.connect(path) as book:
        book.execute("create table scores (points real)")
    attack = (
        "import sqlite3\n"
        f"try:\n    c = sqlite3.connect({str(path)!r})\n    c.execute('begin exclusive')\n"
        "    c.execute('insert into scores values (100)')\n    c.commit()\n"
        "except sqlite3.Error as error: print('refused')"
    )
    graded = submit(second=[attack, RIGHT_TOTAL])
    assert "refused" in graded.printed
    with sqlite3.connect(path) as book:
        assert book.execute("select count(*) from scores").fetchone() == (0,)


def test_one_submission_sees_nothing_of_another(submit: Submit) -> None:
    submit(second=["open('/tmp/mark', 'w').write('x')\nopen('mark', 'w').write('x')", RIGHT_TOTAL])
    look = "import os\nprint(os.listdir('/tmp'), os.listdir('.'), os.listdir('/dev/shm'))"
    graded = submit(second=[look, RIGHT_TOTAL])
    assert "mark" not in graded.printed


def test_submissions_run_side_by_side() -> None:
    """Several at once, from threads of one grader: each gets its own result."""
    before_and_after: list[list[float]] = []

    def grade(right: bool) -> None:
        cells = [RIGHT_SQUARE if right else WRONG_SQUARE]
        execution = execute(submission(cells, [RIGHT_TOTAL]), Plan(seed=SEED, limits=LIMITS))
        before_and_after.append([float(right), *Graded(execution, 0).points])

    threads = [threading.Thread(target=grade, args=(i % 2 == 0,)) for i in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(before_and_after) == [[0.0, 0.0, 3.0]] * 3 + [[1.0, 2.0, 3.0]] * 3


GRADER = """
from autograder.grading.execution import Plan, execute
from tests.hostile.conftest import RIGHT_SQUARE, submission
execute(submission([RIGHT_SQUARE], ["import os\\nos.fork()\\nwhile True: pass"]), Plan())
"""


def test_a_killed_grader_leaves_nothing_behind() -> None:
    """kill -9 of the process that grades: its sandboxes and its warm process end with it."""
    with subprocess.Popen([sys.executable, "-c", GRADER]) as grader:
        children: list[int] = []
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and len(children) < 12:
            time.sleep(0.2)
            children = tree([grader.pid])[1:]
        time.sleep(0.5)
        children = tree([grader.pid])[1:]
        grader.kill()
    assert len(children) >= 12
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and any(map(is_running, children)):
        time.sleep(0.1)
    assert [pid for pid in children if is_running(pid)] == []


def is_running(pid: int) -> bool:
    """False for a process that is gone or waits to be reaped."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def test_left_over_sees_what_is_left() -> None:
    """The control of every other test here: a process that stays is found."""
    before = {os.getpid()}
    with subprocess.Popen(["sleep", "30"]) as process:
        assert any("sleep 30" in name for name in left_over(before))
        process.kill()


@pytest.mark.skipif(not os.access("/usr/src", os.W_OK), reason="nothing can be planted there")
def test_a_course_below_usr_src_is_out_of_sight(submit: Submit) -> None:
    """Where containers often keep programs; the rest of /usr must be seen."""
    with tempfile.TemporaryDirectory(prefix="autograder-test-", dir="/usr/src") as folder:
        os.chmod(folder, 0o755)
        Path(folder, "solution.py").write_text("the solution is 42")
        peek = f"from pathlib import Path\nprint(Path({folder!r}, 'solution.py').read_text())"
        graded = submit(second=[f"import os\nprint(os.listdir('/usr/src'))\n{peek}", RIGHT_TOTAL])
    assert graded.printed == "[]\n"
    assert graded.points == [2.0, 3.0]
