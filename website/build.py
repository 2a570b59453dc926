"""Builds the site.

python -m website.build                                  pages that move without a kernel
python -m website.build --pyodide-packages PLACE         and live notebooks in the browser; PLACE is a folder or
                                                         an address with the wheels of Pyodide's lock
"""

import argparse
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from jupyterlite_pyodide_kernel.constants import PYODIDE_VERSION

from autograder.lab import lessons
from tests.zoo import mistake, programs
from website import beliefs, lite, opening, pages, scripts
from website.distribution import MissingError
from website.lessons import make_page
from website.node import NodeError

ROOT = Path(__file__).resolve().parents[1]
WORK = ROOT / "build/site"
OUT = ROOT / "site"
WITHOUT_PACKAGES = (
    "Live notebooks are left out: PYODIDE_PACKAGES names no folder or address with the wheels of Pyodide's lock "
    f"(NumPy, Matplotlib, kiwisolver, Pillow and others; Pyodide {PYODIDE_VERSION})."
)


def build(packages: str = "") -> str:
    """Make everything anew in ``site/``; what is left out, in a sentence, or "".

    packages: the folder or address of Pyodide's wheels.
    """
    source = WORK / "source"
    shutil.rmtree(source, ignore_errors=True)
    all_lessons = lessons.read(ROOT / "lessons")
    scripts.bundle(WORK / "page", source / "_static/page")
    with ThreadPoolExecutor(min(len(all_lessons), os.cpu_count() or 1)) as pool:
        made = [pool.submit(_make_page, lesson, source, packages) for lesson in all_lessons]
        for page in made:
            page.result()
    pages.gather(source, all_lessons, live=bool(packages))
    (source / "misconceptions.md").write_text(
        beliefs.page(all_lessons, partial(programs, "wrong"), mistake), encoding="utf-8"
    )
    sphinx(source, WORK / "html" / OUT.name)
    shutil.rmtree(OUT, ignore_errors=True)
    shutil.copytree(WORK / "html" / OUT.name, OUT)
    if not packages:
        return WITHOUT_PACKAGES
    lite.build(packages, WORK / "live", OUT / "lite")
    return ""


def _make_page(lesson: lessons.Lesson, source: Path, packages: str) -> None:
    path = f"{lite.FOLDER}/lessons/{lesson.path.name}"
    live = f"../lite/lab/index.html?path={path}" if packages else "../work.html"
    opener = opening.link(path, lesson.path.read_bytes()) if packages else ""
    make_page(lesson.path, source / "lessons", source / "_files", live, opener)


def sphinx(source: Path, out: Path) -> None:
    """Make HTML of the sources; a warning is an error. MyST-NB keeps its notebooks beside ``out``."""
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--keep-going", "--quiet"]
    shutil.copy(Path(__file__).parent / "conf.py", source)
    subprocess.run([*command, "-d", str(WORK / "doctrees"), str(source), str(out)], check=True)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m website.build", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "--pyodide-packages", metavar="PLACE", default="", help="where Pyodide's wheels are"
    )
    try:
        left_out = build(parser.parse_args().pyodide_packages)
    except (MissingError, NodeError) as error:
        sys.exit(str(error))
    if left_out:
        print(left_out)
    print(f"open site/index.html: python -m http.server --directory {OUT.name}")


if __name__ == "__main__":
    main()
