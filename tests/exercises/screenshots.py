"""Takes the pictures of feedback for docs/images, as a student sees it in JupyterLab.

    python -m tests.exercises.screenshots

Each is the cell with a wrong answer and its check: `feedback.png` for the README, and `feedback-….png` for three
kinds of message.
"""

import inspect
import json
import re
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from playwright.sync_api import ViewportSize, sync_playwright

from tests import chromium
from tests.browser.jupyter import Lab, jupyter_lab, launch
from tests.browser.screenshots import IMAGES, save
from tests.exercises.test_notebooks import cells

WINDOW: ViewportSize = {"width": 1000, "height": 1700}
PICTURES = {  # name of the picture: exercise, wrong program
    "feedback": ("ps1.minibatches", "with_replacement__choice"),
    "feedback-epochs": ("ps2.train", "count_floor"),
    "feedback-update": ("ps2.train_epoch", "stale_gradient"),
    "feedback-exception": ("ps1.minibatches", "raises__name"),
}


def main() -> None:
    """Takes all of them."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root = Path(folder)
        (root / "course").mkdir()
        for name, (id, program) in PICTURES.items():
            (root / f"course/{name}.ipynb").write_text(json.dumps(notebook(id, program)))
        with jupyter_lab(root / "course", root / "home") as address:
            browser = launch(playwright, chromium.find() or sys.exit("No Chromium was found."))
            page = browser.new_page(viewport=WINDOW, device_scale_factor=1.6)
            lab = Lab(page, address)
            for name in PICTURES:
                picture(lab, name)
            browser.close()


def notebook(id: str, program: str) -> dict[str, object]:
    """A notebook with the set-up of the problem set, a wrong answer, and its check."""
    name = id.partition(".")[2]
    module = import_module(f"tests.specimens.wrong.{id}")
    source = inspect.getsource(getattr(module, program)).strip()
    source = re.sub(r"def \w+", f"def {name}", source, count=1)
    setup = "".join(
        s + "\n"
        for c, s in cells(id[:3])
        if c["metadata"].get("nbgrader", {}).get("locked") and "grade(" not in s
    )
    hidden = "\n".join(
        inspect.getsource(value)
        for key, value in vars(module).items()
        if key.startswith("_") and inspect.isfunction(value)
    )
    plain = re.compile(r"\b_(minibatches|loss|gradient|sgd_step)\b")
    before, answer = plain.sub(r"\1", f"{setup}\n{hidden}"), plain.sub(r"\1", source)
    parts = [before, answer, f'exercise("{id}").check({name})']
    return {
        "cells": [
            {
                "cell_type": "code",
                "id": f"cell-{number}",
                "metadata": {} if number else {"jupyter": {"source_hidden": True}},
                "source": part,
                "outputs": [],
                "execution_count": None,
            }
            for number, part in enumerate(parts)
        ],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def picture(lab: Lab, name: str) -> None:
    """The last two cells of a notebook, run."""
    lab.open(f"{name}.ipynb")
    lab.run_all()
    shown = lab.page.locator(".jp-Notebook:visible .jp-CodeCell")
    shown.nth(2).locator("[role=status]").wait_for()
    lab.page.wait_for_timeout(500)
    top, bottom = shown.nth(1).bounding_box(), shown.nth(2).bounding_box()
    assert top
    assert bottom
    box = {
        "x": top["x"],
        "y": top["y"],
        "width": min(top["width"], 860),
        "height": bottom["y"] + bottom["height"] - top["y"] + 6,
    }
    save(lab.page.screenshot(clip=box), IMAGES / f"{name}.png")
    lab.close()


if __name__ == "__main__":
    main()
