"""The version is said in one place, and where a file format asks for it again it is the same."""

import json
import tomllib
from pathlib import Path

import yaml

import autograder
from autograder.exercises.registry import GROUP

ROOT = Path(__file__).resolve().parents[2]


def test_the_package_says_its_version_once():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert "version" in project["dynamic"]


def test_the_labextension_has_the_packages_version():
    about = json.loads((ROOT / "autograder/lab/labextension/package.json").read_text("utf-8"))
    assert about["version"] == autograder.__version__


def test_citation_and_changelog_name_the_version():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["version"] == autograder.__version__
    assert f"\n## {autograder.__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_workflow_runs_what_ci_runs():
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text("utf-8"))
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    assert ".ci/run" in [step.get("run") for step in steps]


def test_every_entry_point_is_on_the_contributors_page():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    page = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    named = {*project["scripts"], *(n for g in project["entry-points"].values() for n in g)}
    assert {name for name in named | {GROUP} if name not in page} == set()
