"""Pyodide's lock is held against pyproject.toml, and what is not in it against what can run there."""

import json
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from website import distribution, lite

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def lock(runtime):
    return json.loads((runtime / distribution.LOCK).read_text("utf-8"))


def test_the_kernel_and_the_runtime_are_of_one_version(runtime):
    from jupyterlite_pyodide_kernel.constants import PYODIDE_VERSION

    assert json.loads((runtime / "package.json").read_text("utf-8"))["version"] == PYODIDE_VERSION


def test_every_requirement_of_the_course_is_met_by_the_lock_or_by_a_pure_wheel(lock):
    pins = dict(
        line.split("==")
        for line in (ROOT / "constraints.txt").read_text().splitlines()
        if "==" in line
    )
    pins = {canonicalize_name(name): version for name, version in pins.items()}
    pure = {canonicalize_name(name) for name in lite.PURE}
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    for requirement in map(Requirement, wanted):
        name = canonicalize_name(requirement.name)
        found = lock["packages"].get(name, {}).get("version")
        version = found or (pins[name] if name in pure else None)
        assert version, f"{name} is neither in Pyodide's lock nor among the pure wheels"
        assert requirement.specifier.contains(version), f"{version} is outside {requirement}"


def test_the_lock_has_what_the_kernel_asks_for(lock):
    names = {*lock["packages"], "piplite", "ipykernel", "comm", "pyodide-kernel"}
    assert set(lite.KERNEL) <= names
