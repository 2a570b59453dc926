"""The order of tests and answers: a test runs after the answer that it is about, as in the release."""

import ast
import builtins
import re
from functools import cache

from nbformat.notebooknode import NotebookNode

from autograder.grading.contract.cells import about, is_test
from autograder.grading.intake.needed import Needed

# What a cell of the student's binds, by its text: parsing it may cost any memory.
_NAME = r"[^\W\d]\w*"
_BINDING = re.compile(
    rf"^(?:(?:async[ \t]+)?(?:def|class)[ \t]+({_NAME})"
    rf"|(?:from[ \t]+[\w.]+[ \t]+)?import[ \t]+([^\n#;]+)"
    rf"|((?:{_NAME}[ \t]*(?:,|=(?!=))[ \t]*)*{_NAME})[ \t]*(?::[^=\n]+)?=(?!=))",
    re.MULTILINE,
)
_WORD = re.compile(r"\w+")
_COMMENT = re.compile(r"#.*")
_UNSEEN = re.compile(r"import[ \t]*\*|^[ \t]*[%!]|\b(?:exec|globals|locals|eval)\b", re.MULTILINE)


def put_tests_after_answers(notebook: NotebookNode, needed: list[Needed]) -> list[str]:
    """Move each test that stands above its answer to behind it; notes on those that were moved.

    What the student wrote stays where it is.
    """
    moved = [*_behind_answers(notebook, needed), *_behind_names(notebook, needed)]
    said = dict.fromkeys(item.grade_id for item in moved if not item.inserted)
    if not said:
        return []
    return [f"{', '.join(said)} stood above the answer that is tested; the test ran after it."]


def _behind_answers(notebook: NotebookNode, needed: list[Needed]) -> list[Needed]:
    """A test's answers are those between it and the test of the question before."""
    moved = []
    answers: list[Needed] = []
    last: Needed | None = None
    for item in needed:
        if not is_test(item.cell):
            if about(item.cell).get("solution"):
                answers = [item] if last is not None else [*answers, item]
                last = None
            continue
        after = max((a.place for a in answers if a.place is not None), default=-1)
        after = max(after, last.place if last in moved and last and last.place else -1)
        if item.place is not None and item.place < after:
            _move(notebook, needed, item, after)
            moved.append(item)
        last = item
    return moved


def _behind_names(notebook: NotebookNode, needed: list[Needed]) -> list[Needed]:
    """An answer may stand in a cell that nobody knows for it: a test whose names no cell before it has gets
    behind the first that binds them."""
    moved: list[Needed] = []
    words, bound, hidden = cache(_words), cache(_bound), cache(_UNSEEN.search)
    for item in needed:
        if item.place is None or not is_test(item.cell) or item.cell.cell_type != "code":
            continue
        cells = [cell.source if cell.cell_type == "code" else "" for cell in notebook.cells]
        lacking = _asked(item.cell.source).difference(*map(words, cells[: item.place]))
        if not lacking or any(map(hidden, cells[: item.place])):
            continue
        found: dict[str, int] = {}
        for place in range(item.place + 1, len(cells)):
            for name in lacking & bound(cells[place]):
                found.setdefault(name, place)
        if found:
            after = max([*found.values(), *(other.place or 0 for other in moved)])
            _move(notebook, needed, item, after)
            moved.append(item)
    return moved


def _asked(source: str) -> set[str]:
    """The names that a test cell takes from the cells before it."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a magic of IPython's
        return set()
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    loaded = {node.id for node in names if isinstance(node.ctx, ast.Load)}
    own = {node.id for node in names if not isinstance(node.ctx, ast.Load)} | _bound(source)
    own |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    return loaded - own - vars(builtins).keys()


def _words(source: str) -> frozenset[str]:
    """All that may be a name in a cell, its comments left out."""
    return frozenset(_WORD.findall(_COMMENT.sub("", source)))


def _bound(source: str) -> frozenset[str]:
    """The names that a cell binds at its top level."""
    found = set()
    for definition, imported, assigned in _BINDING.findall(source):
        for part in (imported or assigned or definition).replace("=", ",").split(","):
            if words := _WORD.findall(part):
                found.add(words[-1] if "as" in words else words[0])
    return frozenset(found)


def _move(notebook: NotebookNode, needed: list[Needed], item: Needed, after: int) -> None:
    """Move a cell down, to behind the cell `after`; the cells between go up by one."""
    assert item.place is not None
    here = item.place
    notebook.cells.insert(after, notebook.cells.pop(here))
    for other in needed:
        if other.place is not None and here < other.place <= after:
            other.place -= 1
    item.place = after
