"""Every test here has an attempt log of its own, and no grading seed unless it sets one."""

import pytest


@pytest.fixture(autouse=True)
def _own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("AUTOGRADER_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("AUTOGRADER_GRADING_SEED", raising=False)
