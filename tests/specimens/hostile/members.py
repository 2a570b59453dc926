"""Who is in the class of a hundred: what each hands in, and what each row must say."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode

from tests.specimens.hostile import attacks, damaged, honest, writers
from tests.specimens.hostile.attacks.attack import WRONG_STEPS, Attack

ESSAY = "This is this, and that is that."


@dataclass(frozen=True)
class Member:
    """A student: what they hand in, and what their row must say. A pattern that is empty asks for nothing."""

    student: str
    program: str
    hand_in: writers.HandIn | None
    score: float
    outcome: str
    reason: str = ""
    note: str = ""

    @property
    def honest(self) -> bool:
        """Whether it is one of the numbered honest students."""
        return self.student.startswith("honest-")


def members() -> list[Member]:
    """Everyone: the honest in all their shades and names, the damaged, the hostile, and who is not there."""
    return [*_honest(), *_damaged(), *_hostile(), *_absent()]


def choose(size: int | None) -> list[Member]:
    """``size`` of them, six of ten honest, spread over all kinds; everyone by default."""
    if size is None:
        return members()
    honest_ones = list(_honest())
    others = [*_damaged(), *_hostile(), *_absent()]
    return [*_spread(honest_ones, round(0.6 * size)), *_spread(others, size - round(0.6 * size))]


def _spread(some: list[Member], size: int) -> list[Member]:
    """The first of them and others at equal distances."""
    return [some[i * len(some) // size] for i in range(size)]


def _honest() -> Iterator[Member]:
    shades = list(honest.SHADES.items())
    for number in range(3 * len(shades)):
        name, shade = shades[number % len(shades)]
        outcome = "failed" if shade.reason else "passed"
        yield Member(
            f"honest-{number:02}", name, _answers(shade), shade.score, outcome, shade.reason
        )
    for student in honest.ODD_NAMES:
        shade = honest.SHADES["full marks"]
        yield Member(student, "full marks, odd name", _answers(shade), shade.score, "passed")
    yield Member(
        "nothing", "nothing attempted", lambda folder, nb: _write(folder, nb), 0, "not attempted"
    )
    yield Member(
        honest.NO_TEXT,
        "full marks, a name that is no text",
        _answers(shade),
        0,
        "submission error",
        "[Rr]ename",
    )


def _damaged() -> Iterator[Member]:
    for number, (name, entry) in enumerate(damaged.here().items()):
        hand_in = _after_answering(entry.hand_in)
        yield Member(
            f"damaged-{number:02}",
            name,
            hand_in,
            entry.score,
            entry.outcome,
            entry.reason,
            entry.note,
        )


def _hostile() -> Iterator[Member]:
    for number, (name, attack) in enumerate(attacks.ALL.items()):
        steps = attack.alive is True and WRONG_STEPS not in attack.first[0]
        score = sum(attack.points) + (3 if steps else 0)
        outcome = "passed" if score == honest.FULL else "failed"
        hand_in = _attack(attack, honest.RIGHT_STEPS if steps else "pass")
        yield Member(f"hostile-{number:02}", name, hand_in, score, outcome, attack.reason)


def _absent() -> Iterator[Member]:
    yield Member("absent", "nothing handed in", None, 0, "missing", "Nothing was handed in")
    for student in honest.NO_FOLDER:
        yield Member(
            student, "a name that no folder can have", None, 0, "submission error", "[Rr]ename"
        )


def _write(folder: Path, notebook: NotebookNode) -> None:
    text = nbformat.writes(notebook).replace("@COURSE@", str(folder.parents[2]))
    (folder / writers.NAME).write_text(text, "utf-8", errors="surrogatepass")


def _answer(notebook: NotebookNode, grade_id: str, source: str, *more: str) -> None:
    """Write an answer into its cell, and further cells below it."""
    place = next(
        i
        for i, c in enumerate(notebook.cells)
        if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    )
    notebook.cells[place].source = source
    notebook.cells[place + 1 : place + 1] = map(nbformat.v4.new_code_cell, more)


def _answers(shade: honest.Honest, then: writers.HandIn = _write) -> writers.HandIn:
    def hand_in(folder: Path, notebook: NotebookNode) -> None:
        answers = {"a1": shade.square, "a2": shade.total, "a3": shade.steps, "essay": ESSAY}
        for grade_id, source in answers.items():
            _answer(notebook, grade_id, source)
        then(folder, notebook)

    return hand_in


def _after_answering(then: writers.HandIn) -> writers.HandIn:
    return _answers(honest.SHADES["full marks"], then)


def _attack(attack: Attack, steps: str) -> writers.HandIn:
    def hand_in(folder: Path, notebook: NotebookNode) -> None:
        _answer(notebook, "a1", *attack.first)
        _answer(notebook, "a2", *attack.second)
        _answer(notebook, "a3", steps)
        _answer(notebook, "essay", ESSAY)
        _write(folder, notebook)

    return hand_in
