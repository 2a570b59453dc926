"""An idiom: the student's code done right, done wrong, and the test cell."""

from dataclasses import dataclass
from textwrap import dedent


@dataclass(frozen=True)
class Idiom:
    """A test cell that the right code passes and the wrong code fails."""

    name: str
    right: str
    wrong: str
    test: str
    setup: str = ""


def idiom(name: str, right: str, wrong: str, test: str, setup: str = "") -> Idiom:
    return Idiom(name, *map(dedent, (right, wrong, test, setup)))


SQUARE = "def square(x):\n    return x * x\n"
CUBE = "def square(x):\n    return x * x * x\n"
NUMPY = "import numpy as np\n"
