"""The rooms of grading: a submission goes through them in order, and no arrow leads back or in a circle."""

import ast
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GRADING = "autograder.grading"
# Each room may import from those before it. What stands beside the rooms is the run, which comes last.
ROOMS = (
    "contract",
    "judge",
    "sandbox",
    "course",
    "intake",
    "run",
    "score",
    "pages",
    "nbgrader",
)
MOST_ROOMS, MOST_FILES = 9, 12


def folder(package: str) -> Path:
    return ROOT / package.replace(".", "/")


@cache
def imports() -> dict[str, set[str]]:
    """Every module of the package → the modules of the package that it imports, wherever in it."""
    paths = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in folder("autograder").rglob("*.py")
    }
    return {name: _imported(path, set(paths)) - {name} for name, path in paths.items()}


def _imported(path: Path, modules: set[str]) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            full = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= full & modules or {node.module}
            found |= {node.module for name in full - modules}
    return found & modules


def test_no_import_leads_in_a_circle() -> None:
    try:
        tuple(TopologicalSorter(imports()).static_order())
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_the_rooms_of_grading_are_those_that_are_listed() -> None:
    assert {path.parent.name for path in folder(GRADING).glob("*/__init__.py")} == set(ROOMS)


def room(module: str) -> str:
    return module.removeprefix(f"{GRADING}.").partition(".")[0]


@pytest.mark.parametrize("number", range(len(ROOMS)), ids=ROOMS)
def test_arrows_inside_grading_run_one_way(number: int) -> None:
    own = f"{GRADING}.{ROOMS[number]}"
    for module, targets in imports().items():
        if module == own or module.startswith(f"{own}."):
            inside = {target for target in targets if target.startswith(f"{GRADING}.")}
            wrong = {target for target in inside if room(target) not in ROOMS[: number + 1]}
            assert not wrong, f"{module} imports {sorted(wrong)}"


def test_rooms_are_few_and_small() -> None:
    for place in [folder(GRADING), *(p.parent for p in folder(GRADING).rglob("*/__init__.py"))]:
        rooms = [path for path in place.iterdir() if (path / "__init__.py").is_file()]
        files = [path for path in place.glob("*.py") if path.name != "__init__.py"]
        assert len(rooms) <= MOST_ROOMS, place
        assert len(files) <= MOST_FILES, place


# Where a file runs, and what of the other sides' own it may not even import, by however many steps.
SIDES = {
    "judge.student_side": ("judge.judge_side", "sandbox.grader_side", "course", "run", "score"),
    "sandbox.student_side": ("judge.judge_side", "sandbox.grader_side", "course", "run", "score"),
    "judge.judge_side": ("judge.student_side", "sandbox", "course", "run", "score"),
    "judge.both_sides": ("judge.judge_side", "judge.student_side", "sandbox", "course"),
    "judge.marshalling": ("judge.judge_side", "judge.student_side", "judge.both_sides"),
}


def reached(module: str) -> set[str]:
    """All that importing a module imports."""
    found, waiting = set(), [module]
    while waiting:
        for target in imports()[waiting.pop()] - found:
            found.add(target)
            waiting.append(target)
    return found


@pytest.mark.parametrize("side", SIDES)
def test_each_side_of_the_boundary_imports_nothing_of_the_others_own(side: str) -> None:
    own = f"{GRADING}.{side}"
    modules = [module for module in imports() if module.startswith(f"{own}.")]
    assert modules
    for module in modules:
        for other in SIDES[side]:
            room = f"{GRADING}.{other}"
            wrong = {m for m in reached(module) if m == room or m.startswith(f"{room}.")}
            assert not wrong, f"{module} reaches {sorted(wrong)}"
