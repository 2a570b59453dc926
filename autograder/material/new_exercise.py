"""A package with an exercise of an instructor's own, which runs as it is: content, tests, notebook, entry point."""

import json
import keyword
import re
from pathlib import Path
from string import Template
from typing import Any

from autograder import __version__
from autograder.material.places import Files
from autograder.material.work import HandedOut, hand_out

TEMPLATES = Path(__file__).parent / "templates" / "exercise"
RECORD = ".new-exercise.json"
NBGRADER = {"grade": False, "locked": False, "schema_version": 3, "solution": False, "task": False}
STUB = '''\
def {name}(numbers):
    """Return the mean of a list of numbers, a float."""
    ### BEGIN SOLUTION
    return sum(numbers) / len(numbers)
    ### END SOLUTION'''


def new_exercise(id: str, folder: Path) -> HandedOut:
    """Write the package of the exercise ``set.name`` to a new ``folder``.

    ValueError where the id is none, or where the folder holds something.
    """
    problem_set, name = _parts(id)
    if folder.exists() and any(folder.iterdir()):
        raise ValueError(f"{folder} is not empty. Name a new folder with --folder.")
    facts = {
        "set": problem_set,
        "name": name,
        "title": name.replace("_", " ").capitalize(),
        "version": __version__,
    }
    package = f"{problem_set}_exercises"
    targets = {
        "pyproject.toml": "pyproject.toml.txt",
        "README.md": "README.md.txt",
        f"{package}/__init__.py": "init.py.txt",
        f"{package}/{name}.py": "exercise.py.txt",
        f"{package}/{name}.md": "exercise.md.txt",
        f"{package}/misconceptions.toml": "misconceptions.toml.txt",
        f"tests/test_{name}.py": "test.py.txt",
    }
    made: Files = {
        target: Template((TEMPLATES / source).read_text("utf-8")).substitute(facts).encode()
        for target, source in targets.items()
    }
    notebook = json.dumps(_notebook(problem_set, name), indent=1) + "\n"
    made[f"source/{problem_set}/{problem_set}.ipynb"] = notebook.encode()
    return hand_out(made, folder, RECORD)


def _parts(id: str) -> tuple[str, str]:
    problem_set, dot, name = id.partition(".")
    fine = all(re.fullmatch(r"[a-z][a-z0-9_]*", part) for part in (problem_set, name))
    if not (dot and fine) or keyword.iskeyword(name) or re.fullmatch(r"ps\d+", problem_set):
        raise ValueError(
            f"{id!r} cannot be an exercise's id. It is SET.NAME, such as week1.mean: small letters, digits and _, "
            "NAME that of the function to write, SET not one of the course's own (ps1, ps2, …)."
        )
    return problem_set, name


def _notebook(problem_set: str, name: str) -> dict[str, Any]:
    """The instructor's notebook: a prompt, the stub with its solution, a check cell, a grade cell."""
    call = f'exercise("{problem_set}.{name}")'
    cells = [
        _cell("markdown", "title", f"# Problem set {problem_set}"),
        _cell("code", "setup", "from autograder import exercise, progress", locked=True),
        _cell("markdown", f"{name}-text", f"## 1. {name} (2 points)\n\nWrite `{name}`."),
        _cell("code", name, STUB.format(name=name), solution=True),
        _cell("code", f"{name}-check", f"{call}.check({name})"),
    ]
    grade: dict[str, Any] = {"grade": True, "locked": True, "points": 2}
    cells.append(_cell("code", f"{name}-grade", f"{call}.grade({name}, points=2)", **grade))
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def _cell(kind: str, id: str, source: str, **about: Any) -> dict[str, Any]:
    metadata = {"nbgrader": NBGRADER | {"grade_id": id} | about} if about else {}
    cell: dict[str, Any] = {"cell_type": kind, "id": id, "metadata": metadata}
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    return cell | {"source": source.splitlines(keepends=True)}
