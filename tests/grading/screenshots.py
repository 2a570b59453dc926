"""Takes the pictures of an instructor's day for docs/images: `autograder demo` and the pages that it writes.

    python -m tests.grading.screenshots

`demo.png` is what the terminal shows, `feedback-page.png` a student's page, `class-report.png` the top of the report.
"""

import os
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from rich.console import Console

from autograder import demo
from tests import chromium
from tests.browser.jupyter import launch
from tests.browser.screenshots import IMAGES, save

ROOT = Path(__file__).parents[2]
COLUMNS = 118
WIDTH, HEIGHT = 860, 1000


def main() -> None:
    """Plays the day and takes all of them."""
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    with (
        tempfile.TemporaryDirectory(prefix="autograder-demo-") as temporary,
        sync_playwright() as playwright,
    ):
        folder = Path(temporary)
        browser = launch(playwright, chromium.find() or sys.exit("No Chromium was found."))
        page = browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=1.6
        )
        terminal(page, folder)
        page.goto((folder / "feedback/olga/ps1/ps1.html").as_uri())
        save(page.screenshot(full_page=True), IMAGES / "feedback-page.png")
        page.goto((folder / "report/ps1.html").as_uri())
        save(page.screenshot(), IMAGES / "class-report.png")
        browser.close()


def terminal(page: Page, folder: Path) -> None:
    """The demo, played in a terminal of which a picture is taken."""
    with open(
        os.devnull, "w"
    ) as nowhere:  # no terminal, so that only the last state of the progress bar is drawn
        console = Console(file=nowhere, record=True, width=COLUMNS)
        demo.run(folder, console=console)
    drawn = console.export_svg(title="make demo")
    page.set_content(f'<body style="margin:0;width:1200px">{drawn}</body>')
    save(page.locator("svg").screenshot(), IMAGES / "demo.png")


if __name__ == "__main__":
    main()
