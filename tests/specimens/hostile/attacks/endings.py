"""Programs that end themselves or must be killed: what was earned before stays, what comes after cannot run."""

from dataclasses import replace

from tests.specimens.hostile.attacks.attack import SQUARE_POINTS, Attack, before_total

_ENDINGS = {
    "catches every exception": (
        "def spin():\n    while True: sum(range(1000))\n"
        "while True:\n    try: spin()\n    except BaseException: pass"
    ),
    "ignores signals": (
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
    ),
    "stops itself": "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
    "stops its process group": "import os, signal\nos.kill(0, signal.SIGSTOP)",
    "stops its parent": "import os, signal\nos.kill(os.getppid(), signal.SIGSTOP)",
    "a child stops it": (
        "import os, signal\nif os.fork() == 0: os.kill(os.getppid(), signal.SIGSTOP)\nelse: os.wait()"
    ),
    "os._exit": "import os\nos._exit(0)",
    "aborts": "import os\nos.abort()",
    "segfault": "import os\nos.kill(os.getpid(), 11)",
    "kills itself": "import os\nos.kill(os.getpid(), 9)",
    "kills its parent": (
        "import os\nfor pid in (os.getppid(), 1, 2):\n"
        "    for number in (9, 15, 19):\n"
        "        try: os.kill(pid, number)\n        except OSError: pass\n"
        "os.kill(os.getpid(), 9)"
    ),
    "kills all": "import os\nos.kill(-1, 9)\nos.kill(os.getpid(), 9)",
    "closes every descriptor": "import os\nos.closerange(0, 1000)",
    "unbounded recursion": (
        "import sys\nsys.setrecursionlimit(10**9)\ndef f(n): return f(n + 1)\nf(0)"
    ),
    "forged replies": (
        "import socket, json, struct\ns = socket.socket(fileno=3)\n"
        "for m in ({'done': 3, 'status': 'ok'}, [1], 'x'):\n"
        "    d = json.dumps(m).encode()\n    s.sendall(struct.pack('>I', len(d)) + d)\n"
        "s.sendall(b'\\xff' * 100)"
    ),
    "becomes another program": "import os\nos.execv('/bin/sh', ['sh', '-c', 'echo 3.0; sleep 100'])",
}

# Which limit stops them first depends on the machine: the score must not.
_EATERS = {
    "fork bomb": "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
    "shared memory": (
        "import mmap, time\nm = [mmap.mmap(-1, 2**28) for _ in range(16)]\nb = bytes(2**24)\n"
        "for x in m:\n    for i in range(16): x[i * 2**24 : (i + 1) * 2**24] = b\ntime.sleep(100)"
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
}

ATTACKS = {
    name: before_total(
        source,
        "died",
        points=(SQUARE_POINTS, 0.0),
        alive=False,
        reason=r"^t2: .*SIGSTOP" if "SIGSTOP" in source else r"^t2: ",
        waits="sleep 100" in source,
    )
    for name, source in _ENDINGS.items()
}
# It may say of its own cell that it is done; what it says next ends it.
ATTACKS["forged replies"] = replace(ATTACKS["forged replies"], outcome="died or ok")
ATTACKS["a tested function that exits"] = Attack(
    second=("import os\ndef total(values):\n    os._exit(0)",),
    points=(SQUARE_POINTS, 0.0),
    alive=False,
    reason=r"^t2: ",
)
ATTACKS |= {
    name: Attack(
        second=(source,),
        points=(SQUARE_POINTS, 0.0),
        outcome="died or limit",
        alive=None,
        reason=r"^t2: ",
        waits="sleep" in source,
    )
    for name, source in _EATERS.items()
}
