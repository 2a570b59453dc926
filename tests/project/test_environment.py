"""environment.yml, pyproject.toml and constraints.txt say the same, and none names an address."""

import ast
import re
import tomllib
from importlib.metadata import distributions, metadata, packages_distributions
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text())
CONDA = {
    line.partition("=")[0]: line.partition("=")[2]
    for line in ENVIRONMENT["dependencies"]
    if isinstance(line, str)
}
PINS = dict(
    line.split("==", 1)
    for line in (ROOT / "constraints.txt").read_text().splitlines()
    if line and not line.startswith("#")
)
FOUND = {canonicalize_name(found.name): found.version for found in distributions()}
PINNED = {canonicalize_name(name): version for name, version in PINS.items()}
INSTALLED = sorted(name for name, version in PINNED.items() if FOUND.get(name) == version)


def requirements() -> list[Requirement]:
    extras = PYPROJECT["optional-dependencies"].values()
    lines = [*PYPROJECT["dependencies"], *(line for extra in extras for line in extra)]
    return [
        requirement for line in lines if (requirement := Requirement(line)).name != "sgd-course"
    ]


@pytest.mark.parametrize("requirement", requirements(), ids=str)
def test_every_requirement_is_pinned_inside_its_range(requirement):
    version = PINNED.get(canonicalize_name(requirement.name))
    assert version, (
        f"{requirement.name} is required by pyproject.toml and not pinned in constraints.txt"
    )
    assert requirement.specifier.contains(version), f"{version} is outside {requirement}"


@pytest.mark.parametrize("name", ["jupyterlab", "nbgrader", "numpy", "matplotlib", "ipywidgets"])
def test_conda_installs_the_pinned_version(name):
    assert CONDA[name] == PINNED[name]


def test_conda_python_is_one_that_the_package_supports():
    minimum = PYPROJECT["requires-python"].removeprefix(">=")
    assert tuple(map(int, CONDA["python"].split("."))) >= tuple(map(int, minimum.split(".")))


def test_pip_part_of_the_environment_installs_the_course_at_the_pins():
    (pip,) = (entry["pip"] for entry in ENVIRONMENT["dependencies"] if isinstance(entry, dict))
    assert pip == ["-c constraints.txt", "-e .[instructor]"]


def test_constraints_are_names_and_versions_alone():
    for name, version in PINS.items():
        assert re.fullmatch(r"[A-Za-z0-9._-]+", name)
        assert re.fullmatch(r"[0-9][0-9A-Za-z.]*", version), f"{name} is pinned to {version}"


def test_the_base_install_is_what_a_student_needs():
    names = {Requirement(line).name for line in PYPROJECT["dependencies"]}
    assert names == {"numpy", "matplotlib", "ipywidgets", "anywidget", "traitlets", "click"}


def test_what_the_package_imports_is_declared():
    declared = {canonicalize_name(requirement.name) for requirement in requirements()}
    of = packages_distributions()
    undeclared = {
        name
        for path in (ROOT / "autograder").rglob("*.py")
        for name in imported(path)
        if name in of and not {canonicalize_name(dist) for dist in of[name]} & declared
    }
    assert undeclared <= {"autograder"}  # the package itself


def test_what_only_the_tests_need_is_not_asked_of_an_instructor():
    extras = PYPROJECT["optional-dependencies"]
    names = {Requirement(line).name for line in extras["instructor"]}
    assert "psutil" not in names
    assert "psutil" in {Requirement(line).name for line in extras["dev"]}


def imported(path: Path) -> set[str]:
    """The top-level names of the modules that a file imports anywhere."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


@pytest.mark.parametrize("name", INSTALLED)
def test_every_pin_that_is_installed_runs_on_the_oldest_python_that_the_course_promises(name):
    needs = metadata(name).get("Requires-Python")
    oldest = PYPROJECT["requires-python"].removeprefix(">=") + ".0"
    assert not needs or SpecifierSet(needs).contains(oldest), f"{name} needs Python {needs}"
