"""Honest students in many shades: what each wrote in the three answer cells, and what it must get.

The names that some of them have are as odd as a folder's name can be; no name may cost a point.
"""

import os
from dataclasses import dataclass

from tests.specimens.hostile.attacks.attack import (
    RIGHT_SQUARE,
    RIGHT_TOTAL,
    WRONG_SQUARE,
    WRONG_TOTAL,
)

RIGHT_STEPS = (
    "def steps_per_epoch(n_samples, batch_size, drop_last=False):\n"
    "    full, tail = divmod(n_samples, batch_size)\n"
    "    return full + bool(tail and not drop_last)"
)
FLOOR_STEPS = (
    "def steps_per_epoch(n_samples, batch_size, drop_last=False):\n"
    "    return n_samples // batch_size"
)
PLUS_ONE_STEPS = (
    "def steps_per_epoch(n_samples, batch_size, drop_last=False):\n"
    "    return n_samples // batch_size + (not drop_last)"
)
FULL = 8.0


@dataclass(frozen=True)
class Honest:
    """One shade: three answers, the score, and a pattern of the reason (none for full marks)."""

    square: str = RIGHT_SQUARE
    total: str = RIGHT_TOTAL
    steps: str = RIGHT_STEPS
    score: float = FULL
    reason: str = ""


_FIGURE = (
    "import matplotlib.pyplot as plt\nfrom IPython.display import display, HTML, Markdown\n"
    "plt.plot(np.arange(9.0) ** 2)\nplt.title('squares')\nplt.show()\n"
    "display(HTML('<b>bold</b>'), Markdown('# a heading of mine'))\n"
)

SHADES: dict[str, Honest] = {
    "full marks": Honest(),
    "in other words": Honest(
        "square = lambda x: x ** 2",
        "from functools import reduce\ndef total(values):\n    return reduce(lambda a, b: a + b, values, 0)",
        "import math\ndef steps_per_epoch(n_samples, batch_size, drop_last=False):\n"
        "    return (math.floor if drop_last else math.ceil)(n_samples / batch_size)",
    ),
    "with NumPy": Honest(
        "def square(x):\n    return np.square(x)",
        "def total(values):\n    return np.sum(np.asarray(values))",
        "def steps_per_epoch(n_samples, batch_size, drop_last=False):\n"
        "    return len(range(0, n_samples - (n_samples % batch_size if drop_last else 0), batch_size))",
    ),
    "with classes and helpers": Honest(
        "class Squarer:\n    def __call__(self, x):\n        return x * x\nsquare = Squarer()",
        "def _add(a, b):\n    return a + b\ndef total(values):\n    result = 0\n"
        "    for value in values:\n        result = _add(result, value)\n    return result",
    ),
    "square wrong": Honest(WRONG_SQUARE, score=6, reason=r"^t1: A test of this cell failed\.$"),
    "total wrong": Honest(total=WRONG_TOTAL, score=5, reason=r"^t2: A test of this cell failed\.$"),
    "tail forgotten": Honest(steps=FLOOR_STEPS, score=6.33, reason=r"^ps1\.steps_per_epoch: "),
    "one step too many": Honest(
        steps=PLUS_ONE_STEPS, score=7.67, reason=r"^ps1\.steps_per_epoch: "
    ),
    "a typing error": Honest(
        total="def total(values):\n    return sum(valeus)",
        score=5,
        reason=r"^t2: The tests of this cell stopped with NameError\.$",
    ),
    "a syntax error": Honest(
        total="def total(values)\n    return sum(values)",
        score=5,
        reason=r"^t2: .*NameError",
    ),
    "forgot the return": Honest(
        "def square(x):\n    x * x", score=6, reason=r"^t1: A test of this cell failed\.$"
    ),
    "prints instead of returning": Honest(
        total="def total(values):\n    print(sum(values))",
        score=5,
        reason=r"^t2: A test of this cell failed\.$",
    ),
    "warnings": Honest(
        "import sys, warnings\ndef square(x):\n    warnings.warn('careful')\n"
        "    np.exp(np.array([1000.0]))\n    print('hello', file=sys.stderr)\n    return x * x",
        "import logging\ndef total(values):\n    logging.warning('adding %s', values)\n    return sum(values)",
    ),
    "prints": Honest(
        "def square(x):\n    print('squaring', x)\n    return x * x\nfor i in range(200): print(i, square(i))",
        RIGHT_TOTAL + "\nprint(total([1, 2, 3]))\ntotal([4])",
    ),
    "slow": Honest(
        "import time\ntime.sleep(0.6)\n" + RIGHT_SQUARE,
        "sum(i * i for i in range(3_000_000))\n" + RIGHT_TOTAL,
    ),
    "rich output": Honest(_FIGURE + RIGHT_SQUARE, RIGHT_TOTAL + "\nnp.ones((50, 50))"),
    "widgets and magics": Honest(
        "import ipywidgets\nfrom IPython.display import display\n"
        "display(ipywidgets.IntSlider(3))\n%matplotlib inline\n" + RIGHT_SQUARE,
        "%%time\n" + RIGHT_TOTAL,
    ),
    "an exception after the answer": Honest(RIGHT_SQUARE + "\nsquare('a')", score=FULL),
    "files and a helper process": Honest(
        "import subprocess\nopen('mine.txt', 'w').write('3')\n"
        "assert subprocess.run(['echo', '3'], capture_output=True).stdout == b'3\\n'\n"
        + RIGHT_SQUARE,
        "def total(values):\n    assert open('mine.txt').read() == '3'\n    return sum(values)",
    ),
    "threads": Honest(
        "from concurrent.futures import ThreadPoolExecutor\n" + RIGHT_SQUARE,
        "def total(values):\n    with ThreadPoolExecutor(2) as pool:\n"
        "        return sum(pool.map(int, values))",
    ),
}

ODD_NAMES: tuple[str, ...] = (
    "-rf",
    "con",
    "nul.txt",
    "~root",
    "$(touch owned)",
    "`id`; exit",
    "{student_id}",
    "%2e%2e",
    "[x]*?",
    "=1+1",
    "+cmd|' C'!A0",
    "<img src=x onerror=alert(4711)>",
    "a\u2215b",  # a division slash, which looks like a slash
    "ho\u200bnest-00",  # a zero-width space
    "\u202eadmin",  # right to left
    "Zo\u00eb",
    "Zoe\u0308",  # the same name to the eye
    "two\nlines",
    "\U0001f40d \u540d" + "\u540d" * 50,
    "x" * 250,
)
"""Student ids that a folder can have; whoever has them gets what anyone gets."""

NO_FOLDER: tuple[str, ...] = ("..", "honest-00/../honest-01", "/etc")
"""Names in a gradebook that no folder can have."""

NO_TEXT = os.fsdecode(b"j\xfcrgen")
"""A folder's name that no gradebook can hold."""
