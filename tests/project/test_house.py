"""The house keeps its shape: arrows run one way, light imports stay light, links lead somewhere."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# A part → the parts of the package that it may import. `sgd` is the floor, `cli` the roof.
MAY_IMPORT = {
    "sgd": set(),
    "material": set(),
    "lab": {"sgd"},
    "exercises": {"sgd"},
    "grading": {"sgd", "exercises"},
    "demo": {"grading", "exercises", "sgd", "material"},
    "platforms": {"grading"},
    "audit": {"sgd", "exercises", "lab"},
    "cli": {"audit", "demo", "platforms", "grading", "exercises", "sgd", "lab", "material"},
}
HEAVY = ("nbgrader", "IPython", "matplotlib", "ipywidgets", "jupyter_client", "zmq")


def tracked(*patterns: str) -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file()]


def imported_parts(source: str) -> set[str]:
    """The parts of `autograder` that a module imports, wherever in the module it does."""
    parts = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        for name in names:
            parts |= set(re.findall(r"^autograder\.(\w+)", name))
    return parts & set(MAY_IMPORT)


@pytest.mark.parametrize("part", MAY_IMPORT)
def test_arrows_run_one_way(part):
    for path in (ROOT / "autograder" / part).rglob("*.py"):
        wrong = imported_parts(path.read_text()) - MAY_IMPORT[part] - {part}
        assert not wrong, f"{path.relative_to(ROOT)} imports {sorted(wrong)}"


@pytest.mark.parametrize(
    "module",
    ["autograder", "autograder.sgd", "autograder.exercises", "autograder.cli", "autograder.audit"],
)
def test_light_imports_stay_light(module):
    code = f"import sys, {module}; print(sorted(m for m in {HEAVY} if m in sys.modules))"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


def test_the_core_needs_numpy_alone():
    code = "import sys, numpy; before = set(sys.modules); import autograder.sgd; print(*sys.modules.keys() - before)"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    roots = {name.split(".")[0] for name in result.stdout.split()}
    assert roots - set(sys.stdlib_module_names) <= {"autograder", "numpy"}


def links(page: Path) -> list[str]:
    targets = re.findall(r"\]\(([^)\s]+)\)", page.read_text())
    return [t.split("#")[0] for t in targets if not re.match(r"[a-z]+:|#", t)]


@pytest.mark.parametrize("page", tracked("*.md"), ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    for target in links(page):
        assert (page.parent / target).exists(), f"{page.relative_to(ROOT)} links to {target}"


def test_every_picture_in_the_pages_has_alt_text():
    for page in tracked("*.md"):
        assert not re.search(r"!\[\s*\]\(", page.read_text()), f"{page.relative_to(ROOT)}"


def test_every_picture_is_on_a_page():
    shown = {(page.parent / target).resolve() for page in tracked("*.md") for target in links(page)}
    assert sorted(set(tracked("docs/images/*")) - shown) == []


def test_every_make_target_of_the_readme_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    named = set(re.findall(r"`?make ([a-z]+)", (ROOT / "README.md").read_text()))
    assert {"lab", "test", "demo"} <= named <= targets


def test_committed_notebooks_carry_no_output():
    import nbformat

    for path in tracked("*.ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            where = f"{path.relative_to(ROOT)}: {cell.source[:40]!r}"
            assert not cell.get("outputs"), where
            assert cell.get("execution_count") is None, where
