"""The built site, served, and one Chromium for all tests of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests import chromium
from tests.browser.jupyter import launch
from tests.site.reader import Reader
from tests.site.server import Host, serve

SITE = Path(__file__).parents[2] / "site"
PATIENCE_SECONDS = 30


@pytest.fixture(scope="session")
def runtime() -> Path:
    """Pyodide's runtime and lock, as npm has them."""
    from website import distribution

    return distribution.runtime(SITE.parent / "build/site/live/runtime")


@pytest.fixture(scope="session")
def site() -> Path:
    """The folder that ``make site`` made."""
    assert (SITE / "index.html").is_file(), "there is no site; `make site` builds it"
    return SITE


@pytest.fixture(scope="session")
def host(site: Path) -> Iterator[Host]:
    """The site under /sub/path/ of a web host."""
    with serve(site) as host:
        yield host


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    executable = chromium.find()
    assert executable, "no Chromium was found; `python -m tests.chromium` installs one"
    expect.set_options(timeout=PATIENCE_SECONDS * 1000)
    with sync_playwright() as playwright:
        opened = launch(playwright, executable)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a new visitor, whose browser has nothing of the site yet."""
    context = browser.new_context(viewport={"width": 1280, "height": 1400})
    yield context.new_page()
    context.close()


@pytest.fixture
def reader(page: Page, host: Host) -> Iterator[Reader]:
    """A visitor; the test fails if a page reported an error, lacked a file, or asked another host."""
    reader = Reader(page, host)
    yield reader
    assert reader.faults() == []
