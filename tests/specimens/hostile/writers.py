"""How odd submissions are written: functions that change a notebook, hand it in, or put something beside it."""

import copy
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode

NAME = "hundred.ipynb"
HandIn = Callable[[Path, NotebookNode], object]


def edited(edit: Callable[[NotebookNode], object]) -> HandIn:
    """Hand in the notebook after ``edit`` changed it in place."""

    def hand_in(folder: Path, notebook: NotebookNode) -> None:
        edit(notebook)
        (folder / NAME).write_text(json.dumps(notebook), "utf-8")

    return hand_in


def text(change: Callable[[str], str | bytes], name: str = NAME) -> HandIn:
    """Hand in the notebook's text after ``change``."""

    def hand_in(folder: Path, notebook: NotebookNode) -> None:
        text = change(nbformat.writes(notebook))
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())

    return hand_in


def beside(
    *, files: dict[str, str] | None = None, also: Callable[[Path], object] | None = None
) -> HandIn:
    """Hand in the notebook as it is, with other files beside it."""

    def hand_in(folder: Path, notebook: NotebookNode) -> None:
        nbformat.write(notebook, folder / NAME)
        for name, text in (files or {}).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        if also is not None:
            also(folder)

    return hand_in


def cell_of(notebook: NotebookNode, grade_id: str) -> NotebookNode:
    return next(
        c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    )


def copies(notebook: NotebookNode) -> None:
    notebook.cells[1:1] = copy.deepcopy(notebook.cells)


def without(*grade_ids: str) -> Callable[[NotebookNode], None]:
    def edit(notebook: NotebookNode) -> None:
        for grade_id in grade_ids:
            notebook.cells.remove(cell_of(notebook, grade_id))

    return edit


def strip(notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        cell.metadata = {}


def retype(notebook: NotebookNode) -> None:
    for grade_id, kind in (("a1", "markdown"), ("t1", "raw"), ("t2", "markdown")):
        cell_of(notebook, grade_id)["cell_type"] = kind


def odd_metadata(notebook: NotebookNode) -> None:
    odd = [99, "3", None, [1], {"a": 1}, 10**400, float("nan"), float("inf")]
    for cell, value in zip(notebook.cells, odd * 3, strict=False):
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader |= {"schema_version": value, "points": value, "checksum": value}
            cell.metadata.nbgrader |= {"grade": value, "cell_type": value}
    cell_of(notebook, "t1").metadata.nbgrader = "t1"
    notebook.metadata.update({"big": 10**400, "nan": float("nan"), "kernelspec": {"name": 3}})


def shadows(notebook: NotebookNode) -> None:
    notebook.metadata["autograder"] = {
        "notes": "all is well",
        "level": 7,
        "released": [1],
        "died": {},
    }
    notebook.metadata["nbgrader"] = {"points": 100}
    for cell in notebook.cells:
        cell.metadata["autograder"] = {"outcome": 3, "judged": [], "limit": {}, "hidden": "no"}


def claims_points(notebook: NotebookNode) -> None:
    """Wrong answers, and outputs that say otherwise."""
    grade = {
        "exercise": "ps1.steps_per_epoch",
        "points": 3.0,
        "max_points": 3.0,
        "outcome": "passed",
    }
    for grade_id in ("a1", "a2", "a3"):
        cell_of(notebook, grade_id).source = "pass"
    for cell in notebook.cells:
        if cell.cell_type == "code":
            data = {"text/plain": "3.0", "application/vnd.autograder.grade+json": grade}
            cell.outputs = [nbformat.v4.new_output("execute_result", data, execution_count=1)]
            cell.execution_count = 10**6


def own_grades(notebook: NotebookNode) -> None:
    """Wrong answers, more points for each test, and a test of one's own."""
    for grade_id in ("a1", "a2", "a3"):
        cell_of(notebook, grade_id).source = "pass"
    for grade_id in ("t1", "t2", "t3"):
        cell_of(notebook, grade_id).metadata.nbgrader.points = 0
    made = nbformat.v4.new_code_cell("100.0")
    made.metadata["nbgrader"] = {**cell_of(notebook, "t1").metadata.nbgrader}
    made.metadata["nbgrader"] |= {"grade_id": "bonus", "points": 100}
    notebook.cells.append(made)


def odd_cells(notebook: NotebookNode) -> None:
    notebook.cells[1:1] = [  # type: ignore[list-item]  # nbformat has no types
        None, 3, "cell", [], {}, {"cell_type": "code"}, {"cell_type": "code", "source": {"a": 1}},
        {"cell_type": "code", "source": [1, None]}, {"cell_type": "<b>", "source": "x"},
        {"cell_type": "markdown", "source": "x", "attachments": {"a.png": {"image/png": 3}}, "id": "/../"},
        {"cell_type": "markdown", "source": ["a"], "attachments": [1], "metadata": [1], "id": 7},
        {"cell_type": "raw", "source": "\ud800\u0000", "metadata": {"tags": {"a": 1}}},
    ]  # fmt: skip
    for cell in notebook.cells[-4:]:
        cell["id"] = "same"
        cell["execution_count"] = "now"
        cell["outputs"] = {"a": 1}


def widgets(notebook: NotebookNode) -> None:
    state = {f"{i:032x}": {"model_name": "X", "state": {"a": "b" * 1000}} for i in range(500)}
    mime = "application/vnd.jupyter.widget-state+json"
    notebook.metadata["widgets"] = {mime: {"version_major": 2, "state": state}}
    image = {"image/png": "iVBORw0KGgo=" * 50_000}
    notebook.cells.insert(
        1, nbformat.v4.new_markdown_cell("![a](attachment:a.png)", attachments={"a.png": image})
    )


def version_3(folder: Path, notebook: NotebookNode) -> None:
    old = nbformat.convert(notebook, 3)
    (folder / NAME).write_text(nbformat.v3.writes_json(old))


def many_cells(notebook: NotebookNode) -> None:
    notebook.cells[1:1] = [nbformat.v4.new_code_cell("1") for _ in range(1500)]
    notebook.cells[1:1] = [nbformat.v4.new_markdown_cell("# a heading\n" * 3) for _ in range(3500)]


def long_lines(notebook: NotebookNode) -> None:
    notebook.cells.insert(1, nbformat.v4.new_code_cell("x = '" + "y" * 1_500_000 + "'"))
    notebook.cells.insert(1, nbformat.v4.new_markdown_cell("# " + "`a` *b* " * 200_000))
    notebook.cells.insert(1, nbformat.v4.new_code_cell(" " * 1_000_000 + "\n" * 200_000))
    cell_of(notebook, "a1").source += "\n# " + "z" * 1_000_000


def deep(text: str) -> str:
    return text.rstrip()[:-1] + ', "deep": ' + "[" * 200_000 + "]" * 200_000 + "}"


def twice(text: str) -> str:
    return text.rstrip()[:-1] + ', "nbformat": 4, "metadata": {}, "metadata": {"kernelspec": 1}}'


def large(size: int) -> HandIn:
    return text(lambda text: text.rstrip()[:-1] + f', "filler": "{"x" * size}"}}')


def many_files(folder: Path) -> None:
    for number in range(20_000):
        (folder / f"{number:05}.txt").touch()


def sparse(size: int) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        with (folder / "data.bin").open("wb") as file:
            file.truncate(size)

    return make


def two(folder: Path, notebook: NotebookNode) -> None:
    for name in ("draft.ipynb", "final.ipynb"):
        nbformat.write(notebook, folder / name)


def zipped(folder: Path, notebook: NotebookNode) -> None:
    with zipfile.ZipFile(folder / NAME, "w") as file:
        file.writestr(NAME, nbformat.writes(notebook))


def link(target: str) -> HandIn:
    return lambda folder, notebook: (folder / NAME).symlink_to(target)


def linked_folder(folder: Path, notebook: NotebookNode) -> None:
    """Another student's folder under one's own name."""
    folder.rmdir()
    folder.symlink_to("../honest-00/hundred")


def hard_link(folder: Path, notebook: NotebookNode) -> None:
    """A hard link is a file like any other: here to a notebook of one's own elsewhere."""
    elsewhere = folder.parents[2] / "elsewhere.ipynb"
    nbformat.write(notebook, elsewhere)
    (folder / NAME).hardlink_to(elsewhere)


def odd_files(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    (folder / "passwd").symlink_to("/etc/passwd")
    (folder / "up").symlink_to("../../..", target_is_directory=True)
    (folder / "loop").symlink_to("loop")
    (folder / os.fsdecode(b"\xff\xfe.csv")).write_text("1")
    (folder / "two\nlines.csv").write_text("1")
    (folder / ("n" * 250 + ".csv")).write_text("1")
    deep = folder.joinpath(*["d" * 50] * 20)
    deep.mkdir(parents=True)
    (deep / "file").write_text("1")


TRAP = "raise SystemExit('a trap')"
TRAPS = [
    "numpy.py",
    "IPython.py",
    "os.py",
    "json.py",
    "sitecustomize.py",
    "usercustomize.py",
    "pytest.py",
    "conftest.py",
    "_x.pth",
    "autograder/__init__.py",
    "ipython_config.py",
    "profile_default/startup/00.py",
]


def write_device(folder: Path, notebook: NotebookNode) -> None:
    """A device in the notebook's place; only root can make one."""
    os.mknod(folder / NAME, 0o020666, os.makedev(1, 5))


def unreadable(folder: Path, notebook: NotebookNode) -> None:
    """A notebook that its reader may not read."""
    nbformat.write(notebook, folder / NAME)
    (folder / NAME).chmod(0)
