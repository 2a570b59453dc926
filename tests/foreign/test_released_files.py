"""A file of the release that an answer writes anew is the answer's: the instructor's own copy proves nothing."""

from pathlib import Path

import pytest

from tests.foreign.assignment import Cells, Foreign, points

WRITES = "### BEGIN SOLUTION\nopen('out/result.txt', 'w').write('42')\n### END SOLUTION"
CELLS: Cells = [
    ("locked", "setup", "text = open('given.txt').read()\nopen('own.txt', 'w').write('own')"),
    ("answer", "answer", WRITES),
    ("test", "written", "assert open('out/result.txt').read() == '42'"),
    ("test", "given", "assert open('given.txt').read() == 'given'"),
    ("test", "own", "assert open('own.txt').read() == 'own'"),
]
FILES = {"given.txt": "given", "out/result.txt": "42", "own.txt": "own"}
ALL = {"written": 1.0, "given": 1.0, "own": 1.0}


@pytest.mark.hostile
def test_a_released_file_is_the_answers_where_the_solution_writes_it(tmp_path: Path) -> None:
    foreign = Foreign(tmp_path / "course", {"a": CELLS}, files=FILES)
    foreign.release()
    for student, answer in (
        ("right", WRITES),
        ("wrong", WRITES.replace("42", "41")),
        ("others", "for name in ('given.txt', 'own.txt'): open(name, 'w').write('no')"),
    ):
        foreign.hand_in(student, {"answer": answer})
    rows = foreign.grade()
    assert points(rows["right"]) == ALL
    assert points(rows["wrong"]) == ALL | {"written": 0.0}
    assert points(rows["others"]) == ALL  # its own copies are spoilt, the judge's are not
