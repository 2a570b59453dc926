"""An instructor's course folder, anywhere: configuration, problem sets with solutions, the term's commands."""

from pathlib import Path
from string import Template

from autograder import __version__
from autograder.material.places import Files, files, problem_sets, solutions
from autograder.material.work import HandedOut, hand_out

RECORD = ".sgd-course-sources.json"
TEMPLATES = Path(__file__).parent / "templates"


class NotEmptyError(Exception):
    """The folder holds something else; nothing was written."""


def new_course(folder: Path, until: str = "") -> HandedOut:
    """Make the course in ``folder``, or bring one that was made so up to date, never over what was edited.

    ``until`` closes the released notebooks' solutions until a day, or "never" opens them. NotEmptyError where the
    folder holds anything else.
    """
    folder = folder.resolve()
    if folder.exists() and not (folder / RECORD).is_file() and any(folder.iterdir()):
        raise NotEmptyError(f"{folder} is not empty. Name a new folder for the course.")
    name = folder.name or "course"
    facts = {
        "name": repr(name),
        "title": name,
        "until": repr(until),
        "version": __version__,
    }
    made: Files = {
        target: Template((TEMPLATES / source).read_text("utf-8")).substitute(facts).encode()
        for target, source in (
            ("nbgrader_config.py", "nbgrader_config.py.txt"),
            ("README.md", "README.md.txt"),
            (".gitignore", "gitignore.txt"),
        )
    }
    if (
        folder / RECORD
    ).is_file():  # its configuration is the instructor's own from the first day on
        del made["nbgrader_config.py"]
    for problem_set in problem_sets():
        contents = files(solutions() / problem_set)
        made |= {f"source/{problem_set}/{path}": content for path, content in contents.items()}
    return hand_out(made, folder, RECORD)
