"""One setting says where the course lives: with it the README's links lead there, without it they are text."""

import tomllib
from pathlib import Path

import pytest

from autograder.material import readme

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
HOME = "https://example.org/course"


def test_the_setting_is_the_only_place_and_no_address_is_invented():
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    repository = pyproject["tool"]["hatch"]["metadata"]["hooks"]["custom"]["repository"]
    assert "urls" in pyproject["project"]["dynamic"]
    assert "urls" not in pyproject["project"]
    assert readme.addresses(repository).get("Repository", "") == repository


@pytest.mark.parametrize("repository", ["", HOME, f"{HOME}/"])
def test_no_link_of_the_package_leads_to_a_file_that_is_not_there(repository):
    assert len(readme.LINK.findall(README)) > 20
    assert readme.LINK.findall(readme.elsewhere(README, repository)) == []


def test_a_named_repository_is_where_all_links_lead():
    made = readme.elsewhere(README, f"{HOME}/")
    assert readme.addresses(f"{HOME}/")["Repository"] == HOME
    assert f"]({HOME}/blob/main/CONTRIBUTING.md)" in made
    assert f"]({HOME}/raw/main/docs/images/feedback.png)" in made


def test_without_one_the_sentences_stay_whole_and_pictures_go():
    made = readme.elsewhere(README, "")
    assert "CONTRIBUTING.md says how to add an exercise" in made
    assert "![" not in made
    assert readme.addresses("") == {}
