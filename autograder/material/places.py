"""Where the course's material is: in a checkout of the repository, or inside the installed package.

The wheel carries it under ``material/files``; ``hatch_build.py`` puts it there from ``lessons/`` and ``solutions/``. In
a checkout those folders are the material, and the problem sets are released when they are asked for.
"""

from pathlib import Path

from autograder.material.release import release

PACKED = Path(__file__).parent / "files"
ROOT = Path(__file__).resolve().parents[2]
Files = dict[str, bytes]
"""The contents of files by their path below a folder, with forward slashes."""


def checkout() -> Path | None:
    """The repository that this package is run from; None where it is installed by itself."""
    return None if PACKED.is_dir() else ROOT


def solutions() -> Path:
    """The folder of the instructor's notebooks, one folder a problem set."""
    return (checkout() or PACKED) / "solutions"


def problem_sets() -> list[str]:
    """The names of the course's own problem sets."""
    return sorted(path.name for path in solutions().iterdir() if any(path.glob("*.ipynb")))


def lesson_files() -> Files:
    """The lessons, with their licence."""
    found = files((checkout() or PACKED) / "lessons")
    return {name: content for name, content in found.items() if name != "README.md"}


def problem_set_files(name: str) -> Files:
    """A problem set as students get it: without solutions."""
    return released(solutions() / name) if checkout() else files(PACKED / "problem_sets" / name)


def released(source: Path) -> Files:
    """An instructor's folder with its notebooks released."""
    return {
        name: release(content.decode()).encode() if name.endswith(".ipynb") else content
        for name, content in files(source).items()
    }


def files(folder: Path) -> Files:
    """Every file of a folder, but those that an editor or an operating system left there."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    found = {path.relative_to(folder).as_posix(): path for path in paths}
    return {name: found[name].read_bytes() for name in sorted(found) if not _is_litter(name)}


def _is_litter(name: str) -> bool:
    return any(part.startswith((".", "__pycache__")) for part in name.split("/"))
