"""One JupyterLab and one Chromium for all browser tests; neither lives while others run, which count processes."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests import chromium
from tests.browser.jupyter import Lab, jupyter_lab, launch

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 30  # for what must come; a busy machine takes its time


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    executable = chromium.find()
    assert executable, "the group's check for a Chromium comes before this"
    expect.set_options(timeout=PATIENCE_SECONDS * 1000)
    with sync_playwright() as playwright:
        with_new_profile = launch(playwright, executable)
        yield with_new_profile
        with_new_profile.close()


@pytest.fixture(scope="package")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A JupyterLab that serves a copy of the lessons; its address."""
    root = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "lessons", root / "lessons")
    with jupyter_lab(root, tmp_path_factory.mktemp("jupyter")) as address:
        yield address


@pytest.fixture(scope="package")
def shared_lab(browser: Browser, address: str) -> Iterator[Lab]:
    """JupyterLab in one page, for all tests."""
    page = browser.new_page(viewport={"width": 1280, "height": 1600})
    yield Lab(page, address)
    page.close()


@pytest.fixture
def lab(shared_lab: Lab) -> Iterator[Lab]:
    """The shared page; the test fails if the browser's console reported an error meanwhile."""
    shared_lab.errors.clear()
    yield shared_lab
    assert shared_lab.errors == []
