"""The pages that explain the house are true: what they name is there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "docs" / name for name in ("architecture.md", "judge.md")]
# What a page means by a relative path: a file of grading, or one of the repository.
PLACES = (ROOT / "autograder" / "grading", ROOT)


def named(page: Path) -> list[str]:
    """What stands in backquotes in a page, but for its examples."""
    text = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"`([^`]+)`", text)


@cache
def defined() -> set[str]:
    """Every class, function and constant of the package and of its tests."""
    found = set()
    for path in [*(ROOT / "autograder").rglob("*.py"), *(ROOT / "tests").rglob("test_*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                found.add(node.name)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                found.add(node.id)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    paths = [name for name in named(page) if re.fullmatch(r"[\w./]+(?:\.py|/)", name)]
    assert len(paths) > 5
    for path in paths:
        assert any((place / path).exists() for place in PLACES), f"{page.name} names {path}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_class_and_test_that_a_page_names_is_there(page: Path) -> None:
    names = {name for name in named(page) if re.fullmatch(r"[A-Z]\w{2,}|test_\w+|\w+_\w+", name)}
    assert len(names) > 5
    assert sorted(names - defined()) == []


def test_every_room_of_grading_is_on_the_page() -> None:
    text = PAGES[0].read_text()
    rooms = {path.parent.name for path in (PLACES[0]).glob("*/__init__.py")}
    assert sorted(room for room in rooms if f"{room}/" not in text) == []


def test_every_part_of_the_package_is_on_the_page() -> None:
    text = PAGES[0].read_text()
    parts = {path.parent.name for path in (ROOT / "autograder").glob("*/__init__.py")}
    assert sorted(part for part in parts if f"autograder/{part}" not in text) == []
