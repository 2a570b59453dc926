"""From `pip install` to the first moving picture: a new environment, the wheel alone, a real Chromium.

    python -m benchmarks.begin

The wheel is built before the clock starts. Then: `pip install` of the wheel with `[lab]`, at the course's pins, into an
empty environment; `autograder lab` in an empty folder; lesson 0 run from top to bottom; its player gone one frame on.
"""

import re
import sys
import tempfile
import time
import venv
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests import chromium
from tests.browser.jupyter import Lab, launch
from tests.browser.test_wheel import ROOT, install, run, started

LESSON = "00_start_here"
PATIENCE = 120_000  # milliseconds


def move(page: Page, address: str) -> None:
    """Open lesson 0, run it, and go one frame on in its first figure."""
    lab = Lab(page, f"{address}lab?token=secret")
    lab.open(f"lessons/{LESSON}.ipynb")
    page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells') }")
    player = page.locator(".course-player").first
    expect(player).to_have_attribute("data-loads", re.compile("[1-9]"))
    player.get_by_role("button", name="Back to the start").click()
    player.get_by_role("button", name="One frame on").click()
    expect(player.get_by_role("slider", name="Frame")).to_have_value("1")


def measure(work: Path) -> tuple[float, float]:
    """Seconds that installing took, and those from there to the moving picture."""
    executable = chromium.find()
    if executable is None:
        sys.exit("No Chromium was found; `python -m tests.chromium` installs one.")
    run(sys.executable, "-m", "build", "--wheel", "--outdir", work / "dist", ROOT, cwd=work)
    (wheel,) = (work / "dist").glob("*.whl")
    venv.create(work / "env", with_pip=False, symlinks=True)
    (work / "empty").mkdir()
    with sync_playwright() as playwright:
        browser = launch(playwright, executable)
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        expect.set_options(timeout=PATIENCE)
        begun = time.perf_counter()
        install(work / "env/bin", f"{wheel}[lab]", cwd=work)
        installed = time.perf_counter()
        with started(work / "env/bin", work / "empty", work / "home") as address:
            move(page, address)
            moved = time.perf_counter()
        browser.close()
    return installed - begun, moved - installed


def main() -> None:
    """Measure once and say both times."""
    with tempfile.TemporaryDirectory() as folder:
        to_install, to_move = measure(Path(folder))
    print(f"installed after {to_install:.0f} s, first moving picture {to_move:.0f} s later")


if __name__ == "__main__":
    main()
