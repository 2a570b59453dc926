"""Find a Chromium for the browser tests, or bring one; run as ``python -m tests.chromium`` to do it.

In this order: the environment variable CHROMIUM, a system Chromium or Chrome, Debian's package (as root),
Playwright's own build.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """The path of an executable Chromium, or None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if Path(named).is_file() else None
    return next((path for name in NAMES if (path := shutil.which(name))), None) or playwrights_own()


def playwrights_own() -> str | None:
    """The path of the Chromium that Playwright downloaded earlier, or None."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def bring() -> str:
    """Install a Chromium where that is possible; return how it went, in a sentence."""
    tried = []
    for how, command in installers():
        result = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=900)
        if result.returncode == 0 and (path := find()):
            return f"Chromium for the browser tests: {path} (installed by {how})"
        last = (result.stderr or result.stdout).strip().splitlines()[-1:]
        tried.append(f"{how} said: {last[0] if last else 'nothing'}")
    return f"No Chromium could be installed; the browser tests will be skipped. {' '.join(tried)}"


def installers() -> list[tuple[str, str]]:
    """The ways to install Chromium that this user has: (name, shell command)."""
    ways = []
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        packages = "chromium fonts-dejavu-core"
        ways.append(
            (
                "apt-get",
                f"apt-get update -qq && apt-get install -y -qq --no-install-recommends {packages}",
            )
        )
    ways.append(("Playwright", f'"{sys.executable}" -m playwright install chromium'))
    return ways


if __name__ == "__main__":
    found = find()
    print(f"Chromium for the browser tests: {found}" if found else bring(), flush=True)
