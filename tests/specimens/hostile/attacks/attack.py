"""What a hostile program is, and the honest and wrong answers that it comes with."""

from dataclasses import dataclass

RIGHT_SQUARE = "def square(x):\n    return x * x"
RIGHT_TOTAL = "def total(values):\n    return sum(values)"
WRONG_SQUARE = "def square(x):\n    return x"
WRONG_TOTAL = "def total(values):\n    return -1"
WRONG_STEPS = "def steps_per_epoch(n_samples, batch_size, drop_last=False):\n    return -1"

SQUARE_POINTS, TOTAL_POINTS = 2.0, 3.0


@dataclass(frozen=True)
class Attack:
    """A hostile program and what must come of it.

    first, second
        The student's cells before the test of ``square`` and before the test of ``total``. In their text
        ``@COURSE@`` stands for the folder of the course that the program is after.
    points
        What the two tests must give.
    outcome
        How the attacking cell must end: outcomes of a CellReport, joined by " or "; empty for any.
    alive
        Whether the kernel must outlive the attack, so that what comes after it counts; None where it may or may not.
    reason
        A pattern of the reason that the student's row must give; empty for a row that passed.
    waits
        It uses no computing time, so that only the clock stops it.
    unseen
        What must stand in no output.
    """

    first: tuple[str, ...] = (RIGHT_SQUARE,)
    second: tuple[str, ...] = (RIGHT_TOTAL,)
    points: tuple[float, float] = (SQUARE_POINTS, TOTAL_POINTS)
    outcome: str = ""
    alive: bool | None = True
    reason: str = ""
    waits: bool = False
    unseen: tuple[str, ...] = ()

    @property
    def cell(self) -> int:
        """The number of the attacking cell in the assignment with these cells."""
        in_second = self.second != (RIGHT_TOTAL,) and self.first == (RIGHT_SQUARE,)
        return len(self.first) + 2 if in_second else 1


def before_total(source: str, outcome: str = "", **more: object) -> Attack:
    """An attack in a cell of its own before a right ``total``."""
    return Attack(second=(source, RIGHT_TOTAL), outcome=outcome, **more)  # type: ignore[arg-type]  # any field
