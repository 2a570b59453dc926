"""The notebooks of one assignment share a folder, as they do with nbgrader: one writes what the next one reads."""

import base64
from pathlib import Path

import nbformat
import pytest

from autograder.grading.contract.results import Row
from autograder.grading.course import Course
from autograder.grading.course.calibration_file import load
from autograder.grading.sandbox.grader_side.files import take_files
from tests.foreign.assignment import Cells, Foreign, points
from tests.grading.test_stock import nbgrader

MAKE = """
### BEGIN SOLUTION
import os
os.makedirs('out', exist_ok=True)
with open('out/table.csv', 'w') as file:
    file.write('1,2\\n3,4\\n')
with open('given.txt', 'a') as file:
    file.write('more')
### END SOLUTION
"""
USE = """
### BEGIN SOLUTION
total = sum(int(x) for line in open('out/table.csv') for x in line.split(','))
### END SOLUTION
"""
NOTEBOOKS: dict[str, Cells] = {
    "1 make": [
        ("answer", "make", MAKE),
        ("test", "t_make", "assert open('out/table.csv').read().count(',') == 2"),
    ],
    "2 use": [
        ("answer", "use", USE),
        ("test", "t_total", "assert total == 10"),
        ("test", "t_read", "lines = open('out/table.csv').readlines()\nassert len(lines) == 2"),
        ("answer", "given", "### BEGIN SOLUTION\ntext = open('given.txt').read()\n### END SOLUTION"),
        ("test", "t_given", "assert text == 'givenmore'"),
    ],
    "3 last": [
        ("answer", "last", "### BEGIN SOLUTION\nimport os\nthere = os.path.exists('out/table.csv')\n### END SOLUTION"),
        ("test", "t_last", "assert there"),
    ],
}  # fmt: skip
OTHER = "open('2 use.ipynb', 'w').write('{}')\nimport os\nos.symlink('/etc/passwd', 'link')\n"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Row]]:
    foreign = Foreign(tmp_path_factory.mktemp("course"), NOTEBOOKS, files={"given.txt": "given"})
    foreign.release()
    foreign.hand_in("ada")
    foreign.hand_in("bob", {"make": OTHER})
    foreign.hand_in("cyd", {"make": MAKE + "import os\nos.kill(os.getpid(), 9)"})
    return foreign.root, foreign.grade()


@pytest.mark.hostile
def test_what_one_notebook_writes_the_next_one_reads(
    course: tuple[Path, dict[str, Row]],
) -> None:
    root, rows = course
    assert points(rows["ada"], "1 make") == {"t_make": 1}
    assert points(rows["ada"], "2 use") == {"t_total": 1, "t_read": 1, "t_given": 1}
    assert points(rows["ada"], "3 last") == {"t_last": 1}
    known = load(Course(root), "a").notebooks
    assert [known[name].leaves for name in sorted(known)] == [True, False, False]
    assert [cell.in_kernel[0] for name in sorted(known) for cell in known[name].cells] == [1] * 5
    assert (root / "autograded/ada/a/out/table.csv").read_text() == "1,2\n3,4\n"


@pytest.mark.hostile
def test_it_is_the_students_own_folder_and_holds_data_alone(
    course: tuple[Path, dict[str, Row]],
) -> None:
    root, rows = course
    assert {**points(rows["bob"], "2 use"), **points(rows["bob"], "3 last")} == {
        "t_total": 0, "t_read": 0, "t_given": 0, "t_last": 0,
    }  # fmt: skip
    assert rows["bob"].outcome == "failed"
    assert not (root / "autograded/bob/a/link").exists()
    use = nbformat.read(root / "autograded/bob/a/2 use.ipynb", as_version=4)
    assert len(use.cells) == 5
    assert points(rows["cyd"], "2 use") == {"t_total": 0, "t_read": 0, "t_given": 0}


@pytest.mark.hostile
def test_nbgraders_own_command_does_the_same(course: tuple[Path, dict[str, Row]]) -> None:
    root, rows = course
    made = nbgrader(root, "autograde", "a", "--student", "ada", "--force")
    assert made.returncode == 0, made.stderr
    with Course(root).gradebook() as gradebook:
        assert gradebook.find_submission("a", "ada").score == rows["ada"].score == 5


@pytest.mark.hostile
def test_nbgraders_own_release_finds_the_same(tmp_path: Path) -> None:
    foreign = Foreign(tmp_path / "course", NOTEBOOKS, files={"given.txt": "given"})
    foreign.release()
    made = nbgrader(foreign.root, "generate_assignment", "a", "--force")
    assert made.returncode == 0, made.stderr
    known = load(Course(foreign.root), "a").notebooks
    assert [known[name].leaves for name in sorted(known)] == [True, False, False]
    assert [cell.in_kernel[0] for name in sorted(known) for cell in known[name].cells] == [1] * 5


def test_what_a_program_leaves_lies_in_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    (folder / "sub").mkdir(parents=True)
    (folder / "own.py").write_text("x")
    names = [
        "a/b.txt",
        "../out",
        "/tmp/abs",
        "a//c",
        "x.ipynb",
        "sub",
        "own.py/y",
        "..",
        "n\0",
        ".",
        "",
    ]
    take_files(folder, {name: base64.b64encode(b"9").decode() for name in names})
    found = sorted(str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file())
    assert found == ["files/a/b.txt", "files/own.py"]
