"""Programs that never stop or take everything: interrupted or refused, so that the next cell runs and counts."""

from tests.specimens.hostile.attacks.attack import (
    RIGHT_SQUARE,
    RIGHT_TOTAL,
    SQUARE_POINTS,
    TOTAL_POINTS,
    Attack,
    before_total,
)

_SLEEPER = "import subprocess\nsubprocess.Popen(['sleep', '1047'], start_new_session=True)\n"

ATTACKS = {
    "infinite loop": before_total("while True: pass", "limit"),
    "sleeps for ever": before_total("import time\ntime.sleep(10**6)", "limit", waits=True),
    "waits for itself": before_total(
        "import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()",
        "limit",
        waits=True,
    ),
    "waits for input": before_total("input('name?')", "error"),
    "sys.exit": before_total("import sys\nsys.exit(0)", "error"),
    "quit": before_total("quit()"),
    "huge array": before_total("import numpy as np\nnp.ones(4 * 2**30)", "error"),
    "huge list": before_total("x = []\nwhile True: x.append(' ' * 10**6)", "error or limit"),
    "huge number": before_total("x = 9 ** 9 ** 9", "error or limit"),
    "evil pattern": before_total("import re\nre.match('(a+)+$', 'a' * 60 + 'b')", "limit"),
    "huge file": before_total(
        "with open('big', 'wb') as f:\n    f.write(bytes(9 * 2**20))", "error"
    ),
    "full disk": before_total(
        "for i in range(100):\n    with open(f'/tmp/f{i}', 'wb') as f: f.write(bytes(2**20))",
        "error",
    ),
    "100,000 files": before_total(
        "for i in range(100_000):\n    open(f'/tmp/{i}', 'w').close()", "error or limit or ok"
    ),
    "prints for ever": before_total("while True: print('x' * 1000)", "limit"),
    "one huge print": before_total("print('x' * 50_000_000)", "ok"),
    "a huge print and the answer": Attack(
        second=(f"print('x' * 3_000_000)\n{RIGHT_TOTAL}",), outcome="ok"
    ),
    "a huge display and the answer": Attack(
        second=(
            "from IPython.display import display, HTML\ndisplay(HTML('x' * 3_000_000))\n"
            + RIGHT_TOTAL,
        ),
        outcome="ok",
    ),
    "many outputs and the answer": Attack(
        second=(f"for i in range(800): display(i)\n{RIGHT_TOTAL}",), outcome="ok"
    ),
    "a tested function that prints": Attack(
        second=("def total(values):\n    print('x' * 3_000_000)\n    return sum(values)",),
    ),
    "prints past Python": before_total("import os\nwhile True: os.write(1, b'y' * 4096)", "limit"),
    "a subprocess that prints": before_total("import os\nos.system('yes')", "limit"),
    "displays for ever": before_total(
        "from IPython.display import display, HTML\nwhile True: display(HTML('x' * 100_000))",
        "limit",
    ),
    "one huge display": before_total(
        "from IPython.display import display, HTML\ndisplay(HTML('x' * 20_000_000))", "ok"
    ),
    "an exception as long as a book": before_total(
        "raise ValueError('x' * 20_000_000)", "error or limit"
    ),
    "odd text": before_total("print('\\ud800', chr(0))\nprint(float('nan'))"),
    "scripts and escapes in outputs": before_total(
        "from IPython.display import display, HTML, Javascript\n"
        "display(HTML('<script>alert(4711)</script><img src=x onerror=alert(4711)>'))\n"
        "display(Javascript('alert(4711)'))\n"
        "print('\\x1b]0;owned\\x07\\x1b[2J\\u202e\\u200b')\n"
        "raise ValueError('\\x1b[31m<script>alert(4711)</script>\\u202e`</code>`')",
        "error",
    ),
    "threads": before_total(
        "import threading, time\n"
        "for _ in range(500):\n    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()",
        "error",
    ),
    "many processes": before_total(
        "import subprocess\nfor _ in range(500):\n    subprocess.Popen(['sleep', '100'])", "error"
    ),
    "deep recursion": before_total("def f(n): return f(n + 1)\nf(0)", "error or limit"),
    "file descriptors": before_total("files = [open('/dev/null') for _ in range(10_000)]", "error"),
    "orphans": before_total(
        _SLEEPER + "import os, time\n"
        "if os.fork() == 0:\n"
        "    os.setsid()\n"
        "    if os.fork() == 0:\n"
        "        time.sleep(1000)\n"
        "    os._exit(0)"
    ),
    "a fork that goes on as well": before_total("import os\nprint(os.fork())", "ok"),
    "a tested function whose fork goes on as well": Attack(
        second=("import os\ndef total(values):\n    os.fork()\n    return sum(values)",),
    ),
    "writes at exit": before_total(
        "import atexit, os, threading, time\n"
        "def late():\n    print('late')\n    open('@COURSE@/late', 'w').write('x')\n"
        "atexit.register(late)\n"
        "class Last:\n    def __del__(self): late()\nlast = Last()\n"
        "threading.Thread(target=lambda: (time.sleep(30), late()), daemon=False).start()"
    ),
    "a module that is no module": before_total(
        "import sys, types\n"
        "class Trap(types.ModuleType):\n    def __getattr__(self, name):\n        while True: pass\n"
        "sys.modules['pytest'] = sys.modules['numpy.testing'] = Trap('trap')"
    ),
    "a tested function that loops": Attack(
        first=("def square(x):\n    while True: pass",),
        points=(0.0, TOTAL_POINTS),
        reason=r"^t1: .*(too long|limit|seconds|time)",
    ),
    "a tested function that fills memory": Attack(
        first=(
            "import numpy as np\ndef square(x):\n    kept = []\n"
            "    while True: kept.append(np.zeros(100_000))",
        ),
        points=(0.0, TOTAL_POINTS),
        reason=r"^t1: ",
    ),
    "a result without an end": Attack(
        second=("def total(values):\n    while True: yield 1",),
        points=(SQUARE_POINTS, 0.0),
        reason=r"^t2: ",
    ),
    "an object that hangs when it is looked at": Attack(
        second=(
            "class Trap:\n    def __getattribute__(self, name):\n        while True: pass\n"
            "    __eq__ = __len__ = __iter__ = __repr__ = __bool__ = lambda self, *a: self.x\n"
            "def total(values): return Trap()",
        ),
        points=(SQUARE_POINTS, 0.0),
        alive=None,
        reason=r"^t2: ",
    ),
    "a result too deep to read": Attack(
        second=(
            "def total(values):\n    deep = []\n"
            "    for _ in range(100_000): deep = [deep]\n    return deep",
        ),
        points=(SQUARE_POINTS, 0.0),
        reason=r"^t2: ",
    ),
    "a result that holds itself": Attack(
        second=("def total(values):\n    loop = []\n    loop.append(loop)\n    return loop",),
        points=(SQUARE_POINTS, 0.0),
        reason=r"^t2: ",
    ),
    "a loop after the answer": Attack(
        first=(RIGHT_SQUARE + "\nwhile True: pass",), outcome="limit"
    ),
}
