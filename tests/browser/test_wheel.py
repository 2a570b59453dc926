"""The wheel alone is the course: built, installed in an environment of its own, used far from the checkout."""

import json
import os
import re
import signal
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import nbformat
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.figure import Figure
from tests.browser.jupyter import Lab

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90
QUICK = "--no-compile"  # most of what is installed is never imported here
pytestmark = [pytest.mark.wheel, pytest.mark.browser, pytest.mark.timeout(600)]


def run(*command: object, cwd: Path, code: int = 0, **variables: str) -> str:
    """What a command prints, with nothing of this environment but its programs' search path."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("VIRTUAL_ENV", "PYTHON"))}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=kept | {"AUTOGRADER_HOME": str(cwd)} | variables,
        capture_output=True,
        text=True,
        timeout=500,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source distribution and the wheel that is built from it."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--outdir", folder, ROOT, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (wheel,) = built.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a new environment in which a student has installed the wheel."""
    folder = tmp_path_factory.mktemp("student")
    venv.create(folder, with_pip=False, symlinks=True)
    install(folder / "bin", f"{wheel}[lab]", folder, QUICK)
    return folder / "bin"


def install(programs: Path, what: str, cwd: Path, *options: str) -> None:
    """Let pip install it there, at the course's pins."""
    pip = (sys.executable, "-m", "pip", "--python", programs / "python", "--quiet")
    pins = ROOT / "constraints.txt"
    run(*pip, "--disable-pip-version-check", "install", *options, "-c", pins, what, cwd=cwd)


@pytest.fixture(scope="module")
def folder(programs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The empty folder in which a student has called `autograder start`."""
    folder = tmp_path_factory.mktemp("empty")
    run(programs / "autograder", "start", cwd=folder)
    return folder


def test_sdist_and_wheel_hold_the_material(built, wheel):
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    assert {"lessons/00_start_here.ipynb", "solutions/ps1/ps1.ipynb", "hatch_build.py"} <= inside
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        released = archive.read("autograder/material/files/problem_sets/ps1/ps1.ipynb").decode()
        (about,) = [name for name in names if name.endswith(".dist-info/METADATA")]
        readme = archive.read(about).decode().partition("\n\n")[2]
    assert sum(name.startswith("autograder/material/files/lessons/") for name in names) == 13
    assert any(
        name.endswith("share/jupyter/labextensions/sgd-course/package.json") for name in names
    )
    assert "BEGIN SOLUTION" not in released
    assert "CONTRIBUTING.md says how to add" in readme
    assert [t for t in re.findall(r"\]\(([^)\s]+)\)", readme) if not t.startswith("https://")] == []
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/"))]


def test_a_students_environment_has_no_nbgrader(programs, folder):
    found = run(
        programs / "python",
        "-c",
        "import autograder.exercises, sys; import nbgrader",
        cwd=folder,
        code=1,
    )
    assert "No module named 'nbgrader'" in found


def test_a_solved_problem_set_passes_its_checks(programs, folder):
    mine = folder / "my_work" / "ps1" / "ps1.ipynb"
    handed_out = mine.read_text("utf-8")
    solved = nbformat.reads(handed_out, as_version=4)
    solution = nbformat.read(ROOT / "solutions/ps1/ps1.ipynb", as_version=4)
    for cell, right in zip(solved.cells, solution.cells, strict=True):
        cell.source = right.source
    nbformat.write(solved, mine)
    said = run(programs / "autograder", "check", mine, cwd=folder)
    assert "3 of 3 exercises pass their visible checks" in said
    assert "ps1: as you left it" in run(programs / "autograder", "start", "ps1", cwd=folder)


@contextmanager
def started(programs: Path, folder: Path, home: Path) -> Iterator[str]:
    """`autograder lab` in the folder; the address of what a student sees."""
    command = [programs / "autograder", "lab", "--no-browser", "--ip=127.0.0.1", "--port=0"]
    variables = {f"JUPYTER_{name}_DIR": str(home / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    options = ["--expose-app-in-browser", "--IdentityProvider.token=secret"]
    server = subprocess.Popen(
        [*map(str, command), *options],
        cwd=folder,
        env=os.environ | variables | {"IPYTHONDIR": str(home / "ipython")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        deadline = monotonic() + PATIENCE
        while not (found := list((home / "RUNTIME").glob("jpserver-*.json"))):
            assert monotonic() < deadline, "JupyterLab did not start"
            assert server.poll() is None, "JupyterLab ended"
            sleep(0.2)
        sleep(0.5)
        yield json.loads(found[0].read_text())["url"]
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


def test_lessons_move_in_the_browser_and_jupyterlab_is_quiet(
    browser: Browser, programs: Path, folder: Path, tmp_path: Path
) -> None:
    with started(programs, folder, tmp_path) as url:
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        lab = Lab(page, f"{url}lab/tree/lessons/00_start_here.ipynb?token=secret")
        expect(page.get_by_role("heading", level=1, name="Start here")).to_be_visible()
        expect(page.locator(".jp-TableOfContents-tree").first).to_be_visible()
        expect(page.locator(".Toastify__toast")).to_have_count(0)
        expect(page.get_by_role("menuitem", name="Nbgrader")).to_have_count(0)
        for lesson in ("02_one_iteration", "05_same_number_of_steps"):
            with lab.notebook(f"lessons/{lesson}.ipynb"):
                figure = Figure(lab)
                before = figure.pixels()
                figure.button("Back to the start").click()
                figure.button("One frame on").click()
                figure.until_pixels("!==", before)
                assert figure.player.locator(".course-player-bar").bounding_box()["y"] < 720
        page.close()


def test_an_instructor_follows_the_line_makes_a_course_and_grades(wheel, programs, tmp_path):
    said = run(programs / "autograder", "report", "ps1", "--course", ".", cwd=tmp_path, code=1)
    assert f"pip install '{wheel}[instructor]'" in said
    install(programs, f"{wheel}[instructor]", tmp_path, QUICK)
    run(programs / "autograder", "new", "mycourse", cwd=tmp_path)
    course = tmp_path / "mycourse"
    run(programs / "autograder", "bundle", "ps1", cwd=course)
    solved = (course / "source/ps1/ps1.ipynb").read_text("utf-8")
    handed_in = {
        "ada": solved,
        "bob": solved.replace("-(-n_samples // batch_size)", "n_samples // batch_size"),
        "cem": (course / "release/ps1/ps1.ipynb").read_text("utf-8"),
        "dua": solved[:3000],
    }
    assert handed_in["bob"] != solved
    for student, text in handed_in.items():
        place = course / f"submitted/{student}/ps1/ps1.ipynb"
        place.parent.mkdir(parents=True)
        place.write_text(text, "utf-8")
    said = run(programs / "autograder", "grade", "ps1", "--allow-level", "none", cwd=course, code=1)
    assert "count-floor" in said
    assert "1 passed" in said
    assert "1 not attempted" in said
    run(programs / "autograder", "export", "ps1", cwd=course)
    marks = (course / "report/ps1.csv").read_text("utf-8").splitlines()[1:]
    assert marks[0].startswith("ada,,,,8,10,")
    assert [row.split(",")[0] for row in marks] == list(handed_in)
