"""Brings the npm packages that the pages' scripts stand on, and bundles them: no page asks another host."""

import shutil
from pathlib import Path

from website.node import node, npm

SOURCE = Path(__file__).parent / "page"


def bundle(work: Path, out: Path) -> None:
    """Write ``page.js``, what it loads, and ``page.css`` to ``out``. ``work`` keeps the packages for the next time."""
    shutil.copytree(SOURCE, work, dirs_exist_ok=True)
    lock, installed = work / "package-lock.json", work / "node_modules/installed-lock.json"
    if not installed.exists() or installed.read_bytes() != lock.read_bytes():
        npm(["ci", "--no-audit", "--no-fund", "--loglevel=error"], work)
        shutil.copyfile(lock, installed)
    shutil.rmtree(out, ignore_errors=True)
    node(["bundle.mjs", str(out)], work)
