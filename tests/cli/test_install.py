"""The line that adds what is missing fits how the course was installed."""

import json
import sys
from importlib.metadata import PathDistribution

import pytest

from autograder.cli import install

METADATA = """\
Metadata-Version: 2.4
Name: sgd-course
Version: 1.2
Requires-Dist: rich>=13; extra == 'cluster'
Requires-Dist: rich>=13; extra == 'instructor'
Requires-Dist: nbformat>=5; extra == 'instructor'
Requires-Dist: nbformat>=5; extra == 'lab'
"""


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Makes the course look as if it were installed from `origin` (PEP 610) by `by`."""

    def pretend(origin: dict | None, by: str = "pip") -> None:
        folder = tmp_path / "sgd_course-1.2.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(METADATA)
        (folder / "INSTALLER").write_text(by + "\n")
        if origin is not None:
            (folder / "direct_url.json").write_text(json.dumps(origin))
        monkeypatch.setattr(install, "distribution", lambda name: PathDistribution(folder))

    monkeypatch.setattr(install.shutil, "which", lambda name: None)
    return pretend


PIP = f"{sys.executable} -m pip install"


def test_from_an_index(installed):
    installed(None)
    assert install.line("lab") == f"{PIP} 'sgd-course[lab]==1.2'"


def test_from_a_wheel_and_when_the_wheel_is_gone(installed, tmp_path):
    wheel = tmp_path / "sgd_course-1.2-py3-none-any.whl"
    wheel.touch()
    installed({"url": wheel.as_uri(), "archive_info": {}})
    assert install.line("instructor") == f"{PIP} '{wheel}[instructor]'"
    wheel.unlink()
    assert install.line("instructor") == f"{PIP} 'sgd-course[instructor]==1.2'"


def test_from_a_checkout_at_its_pins(installed, tmp_path):
    checkout = tmp_path / "my course"
    checkout.mkdir()
    installed({"url": checkout.as_uri(), "dir_info": {"editable": True}})
    assert install.line("lab") == f"{PIP} -c '{checkout}/constraints.txt' -e '{checkout}[lab]'"


def test_from_a_repository_at_its_commit(installed):
    installed(
        {"url": "https://example.org/c.git", "vcs_info": {"vcs": "git", "commit_id": "abc123"}}
    )
    assert install.line("lab") == f"{PIP} 'sgd-course[lab] @ git+https://example.org/c.git@abc123'"


def test_from_an_address(installed):
    installed({"url": "https://example.org/sgd_course-1.2-py3-none-any.whl", "archive_info": {}})
    where = "https://example.org/sgd_course-1.2-py3-none-any.whl"
    assert install.line("lab") == f"{PIP} 'sgd-course[lab] @ {where}'"


def test_by_the_program_that_installed_it(installed, monkeypatch):
    installed(None, by="uv")
    monkeypatch.setattr(install.shutil, "which", lambda name: f"/somewhere/{name}")
    assert install.line("lab").startswith(f"uv pip install --python {sys.executable} ")
    monkeypatch.setattr(install.sys, "prefix", "/home/me/.local/pipx/venvs/sgd-course")
    assert install.line("lab") == "pipx install --force 'sgd-course[lab]==1.2'"


def test_the_pip_of_this_environment_needs_no_path(installed, monkeypatch):
    installed(None)
    monkeypatch.setattr(install.sys, "executable", "/env/bin/python")
    monkeypatch.setattr(install.shutil, "which", lambda name: f"/env/bin/{name}")
    assert install.line("lab") == "pip install 'sgd-course[lab]==1.2'"
    monkeypatch.setattr(install.shutil, "which", lambda name: f"/other/bin/{name}")
    assert install.line("lab").startswith("/env/bin/python -m pip install ")


@pytest.mark.parametrize(
    ("module", "extra"), [("nbformat", "lab"), ("rich", "instructor"), ("unknown", "instructor")]
)
def test_the_smallest_extra_that_brings_a_module(installed, module, extra):
    installed(None)
    assert install.extra_for(module) == extra
