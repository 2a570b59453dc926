"""The release's files: where the judge has them, and that nothing changes them."""

import os
import sys
from pathlib import Path

import pytest

from autograder.grading.judge.judge_side.release import Release, ReleaseChangedError
from tests.judge.conftest import Pair
from tests.judge.test_hostile import failed, run
from tests.judge.test_sandboxed import points
from tests.judge.test_sandboxed import run as run_sandboxed

pytestmark = pytest.mark.usefixtures("judge_folder")


@pytest.fixture
def release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Release:
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    folder = tmp_path / "release"
    folder.mkdir()
    release = Release(str(folder))
    release.add("lib/helper.py", b"nine = ")
    release.add("lib/helper.py", b"9\n")
    release.add("data.csv", b"1,2\n")
    release.seal()
    return release


def test_files_that_are_as_they_were_pass(release: Release) -> None:
    assert Path("lib/helper.py").read_text() == "nine = 9\n"
    release.check()
    (Path(release.folder) / "data.csv").touch()
    release.check()


@pytest.mark.parametrize("change", ["rewritten", "removed", "added", "replaced by a link"])
def test_a_change_is_seen(release: Release, change: str) -> None:
    folder = Path(release.folder)
    folder.chmod(0o755)
    file = folder / "data.csv"
    match change:
        case "rewritten":
            before = file.stat()
            file.chmod(0o644)
            file.write_bytes(b"2,1\n")
            os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
        case "removed":
            file.unlink()
        case "added":
            (folder / "numpy.py").write_text("allclose = lambda *a: True\n")
        case "replaced by a link":
            file.unlink()
            file.symlink_to(folder / "lib" / "helper.py")
    with pytest.raises(ReleaseChangedError, match=r"released file (data\.csv|numpy\.py) was"):
        release.check()


@pytest.mark.hostile
def test_modules_come_from_the_release_and_never_from_the_working_directory(tmp_path: Path) -> None:
    (tmp_path / "helper.py").write_text("def nine():\n    return 9\n")
    (tmp_path / "data.txt").write_text("9")
    student = "def f(x): return 8\ndef save():\n    open('evil.txt', 'w').write('x')\n"
    tests = (
        "import helper\nassert helper.nine() == 9 and open('data.txt').read() == '9'",
        "import os, sys\nassert os.getcwd() not in map(os.path.abspath, sys.path)",
        "import os, helper\nassert os.access(os.path.dirname(helper.__file__), os.W_OK)",
        "import helper\nopen(helper.__file__, 'w')",
        "save()\nimport evil",
    )
    assert points(run_sandboxed(student, *tests, trusted_files=tmp_path)) == [1, 1, 0, 0, 0]


WRITER = """
def f():
    with open('data.csv', 'w') as file:
        file.write('8')
    return 8
def append():
    with open('mine.csv', 'a') as file:
        file.write('2')
"""


def test_what_a_set_up_cell_wrote_is_the_judges(pair: Pair) -> None:
    judge = pair(WRITER)
    assert judge.run_setup("with open('data.csv', 'w') as file: file.write('9')").error is None
    assert failed(
        judge.run_cell(
            "r = f()\nfrom pathlib import Path\nassert r == int(Path('data.csv').read_text())"
        )
    )
    test = "with open('mine.csv', 'w') as file: file.write('1')\nappend()\nassert Path('mine.csv').read_text() == '12'"
    assert judge.run_cell(test).error is None


def test_more_files_than_are_told_are_still_the_judges(pair: Pair) -> None:
    for number in range(300):
        Path(f"data{number}.csv").write_text("9")
    source = """
    def f():
        for number in range(300):
            with open(f'data{number}.csv', 'w') as file:
                file.write('8')
        return 8
    """
    test = "from pathlib import Path\nf()\nassert any(Path(f'data{n}.csv').read_text() == '8' for n in range(300))"
    assert failed(run(pair, source, test))


@pytest.mark.parametrize(
    "name", ["matplotlibrc", "pytest.ini", ".hidden", "sub/.netrc", "conftest.py"]
)
def test_what_programs_read_by_themselves_is_not_taken(pair: Pair, name: str) -> None:
    source = f"""
    import os
    def f():
        os.makedirs('sub', exist_ok=True)
        open({name!r}, 'w').close()
        open('fine.txt', 'w').close()
    """
    assert (
        run(
            pair,
            source,
            f"import os\nf()\nassert os.listdir() == ['fine.txt'] and not os.path.exists({name!r})",
        ).error
        is None
    )
