"""From opening a lesson to its first picture that moves: the site's page, JupyterLab, JupyterLite, in turns.

    python -m benchmarks.site            needs `make site PYODIDE_PACKAGES=…`; without live notebooks Lite is left out

Each opening is a new visitor's, with nothing in the browser's cache. JupyterLab's server runs already; the time counts
until the lesson has run and its player has gone one frame on.
"""

import argparse
import json
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

from tests import chromium
from tests.browser.jupyter import Lab, jupyter_lab, launch
from tests.site.server import serve

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "site"
LESSON = "02_one_iteration"
PATIENCE = 300_000  # milliseconds


@dataclass(frozen=True)
class Opening:
    """One opening of the lesson: seconds to the moving picture, and what came over the wire until then."""

    seconds: float
    bytes: int
    requests: int


def open_page(page: Page, address: str) -> None:
    """The lesson on the site."""
    page.goto(address)


def open_lab(page: Page, address: str) -> None:
    """The lesson in JupyterLab or JupyterLite, run from top to bottom."""
    lab = Lab(page, address)
    lab.open(f"lessons/{LESSON}.ipynb" if "token" in address else f"my_work/lessons/{LESSON}.ipynb")
    page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells') }")


def measure(browser: Browser, opener: Callable[[Page, str], None], address: str) -> Opening:
    """Open the lesson as a new visitor and wait until its picture has moved."""
    context = browser.new_context(viewport={"width": 1280, "height": 1600})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    finished: list[Request] = []
    page.on("requestfinished", lambda request: finished.append(request))
    started = time.perf_counter()
    opener(page, address)
    player = page.locator(".course-player").first
    expect(player).to_have_attribute("data-loads", re.compile("[1-9]"), timeout=PATIENCE)
    player.get_by_role("button", name="One frame on").click()
    expect(player.get_by_role("slider", name="Frame")).to_have_value("1")
    seconds = time.perf_counter() - started
    sizes = [request.sizes()["responseBodySize"] for request in tuple(finished)]
    taken = Opening(seconds, sum(sizes), len(sizes))
    context.close()
    return taken


@contextmanager
def contenders() -> Iterator[dict[str, tuple[Callable[[Page, str], None], str]]]:
    """What is compared: how it is opened, and its address."""
    with tempfile.TemporaryDirectory() as folder, serve(SITE) as host:
        root = Path(folder)
        shutil.copytree(ROOT / "lessons", root / "course/lessons")
        with jupyter_lab(root / "course", root / "home") as lab:
            found: dict[str, tuple[Callable[[Page, str], None], str]] = {
                "page": (open_page, f"{host.address}lessons/{LESSON}.html"),
                "JupyterLab": (open_lab, lab),
            }
            if (SITE / "lite").is_dir():
                found["JupyterLite"] = (open_lab, f"{host.address}lite/lab/index.html")
            yield found


def run(rounds: int) -> dict[str, list[Opening]]:
    """Every contender opened so often, in turns."""
    executable = chromium.find()
    if executable is None:
        sys.exit("No Chromium was found; `python -m tests.chromium` installs one.")
    if not (SITE / "index.html").is_file():
        sys.exit("There is no site; `make site` builds it.")
    with sync_playwright() as playwright, contenders() as compared:
        browser = launch(playwright, executable)
        times: dict[str, list[Opening]] = {name: [] for name in compared}
        for _ in range(rounds):
            for name, (opener, address) in compared.items():
                times[name].append(measure(browser, opener, address))
        browser.close()
    return times


def ratios(times: dict[str, list[Opening]]) -> dict[str, float]:
    """How many times sooner the page moves, by contender: medians of each round's ratio."""
    return {
        name: statistics.median(
            other.seconds / own.seconds for other, own in zip(taken, times["page"], strict=True)
        )
        for name, taken in times.items()
        if name != "page"
    }


def table(times: dict[str, list[Opening]]) -> str:
    """The measurements as a table in Markdown."""
    lines = [
        "| the lesson in | first moving picture, s | over the wire, kB | requests | the page is sooner |",
        "|---|--:|--:|--:|--:|",
    ]
    sooner = ratios(times)
    for name, taken in times.items():
        seconds, size, requests = (
            statistics.median(getattr(opening, field) for opening in taken)
            for field in ("seconds", "bytes", "requests")
        )
        factor = f"**{sooner[name]:.1f}×**" if name in sooner else ""
        lines.append(f"| {name} | {seconds:.2f} | {size / 1000:,.0f} | {requests:.0f} | {factor} |")
    return "\n".join(lines)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.site", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--json", action="store_true", help="print the ratios as JSON")
    parser.add_argument("--rounds", type=int, default=3, help="openings of each")
    arguments = parser.parse_args()
    times = run(arguments.rounds)
    print(json.dumps(ratios(times)) if arguments.json else table(times))


if __name__ == "__main__":
    main()
