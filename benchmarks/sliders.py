"""From key press to pixels: the player against `interact` + `plt.show`, in JupyterLab and Chromium.

    python -m benchmarks.sliders [--json] [--repeats 15]

Both draw lesson 2's figure from the same run. They take turns in one browser; each row gives medians,
95th percentiles and the median ratio, the other's time over ours. "step" moves through a finished run,
"retrain" trains again with another batch size, "retrain, new axes" with another number of epochs, so that
the backdrop has to be drawn again too.
"""

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, sync_playwright

from autograder.lab.lessons import dump, tidy
from tests import chromium
from tests.browser.jupyter import Lab, jupyter_lab, launch

PLAYER = """\
from autograder.lab.figures import one_iteration
panel = one_iteration()
panel.set(detail="every update")
panel
"""
INTERACT = """\
from functools import lru_cache
import ipywidgets
import matplotlib.pyplot as plt
import numpy as np
from autograder.lab.figures.one_iteration import INTERCEPTS, SLOPES, data, record

X, y = data()
run_of = lru_cache(lambda batch_size, num_epochs: record(
    X, y, batch_size=batch_size, lr=0.1, num_epochs=num_epochs, seed=0))

def show(step, batch_size, epochs):
    run = run_of(batch_size, epochs)
    step = min(step, len(run.batches))
    figure, (scatter, surface, curve) = plt.subplots(1, 3, figsize=(9.9, 3.7))
    scatter.plot(X[:, 0], y, "o", color="grey", ms=4)
    if step:
        batch = run.batches[step - 1]
        scatter.plot(X[batch, 0], y[batch], "o", color="orange", ms=8)
    line = np.array([-1.9, 1.9])
    scatter.plot(line, run.weights[step, 0] * line + run.weights[step, 1])
    slope, intercept = np.meshgrid(np.linspace(*SLOPES, 90), np.linspace(*INTERCEPTS, 90))
    loss = ((slope[..., None] * X[:, 0] + intercept[..., None] - y) ** 2).mean(-1)
    surface.contourf(slope, intercept, loss, [0, 0.5, 1, 2, 3.5, 5.5, 8], extend="max")
    surface.plot(*run.weights[: step + 1].T, color="black")
    curve.plot(run.batch_loss[:step], color="orange")
    curve.plot(run.train_loss[: step + 1])
    curve.set(xlim=(0, len(run.batches)), ylim=(0, 9), xlabel="updates", ylabel="loss")
    plt.tight_layout()
    plt.show()

ipywidgets.interact(show, step=(0, 12), batch_size=ipywidgets.IntSlider(value=12, min=1, max=46),
                    epochs=ipywidgets.IntSlider(value=3, min=1, max=8));
"""
# Starts the clock at the next key press and stops it when `look` has changed and the browser has painted.
CLOCK = """
([root, look]) => {
  const see = new Function('root', look);
  const before = see(root);
  window.settled = new Promise((resolve) => {
    addEventListener('keydown', (event) => {
      const check = () => {
        const now = see(root);
        if (!now || now === before) return requestAnimationFrame(check);
        const { port1, port2 } = new MessageChannel(); // its message comes after this frame's painting
        port1.onmessage = () => resolve(performance.now() - event.timeStamp);
        port2.postMessage(0);
      };
      check();
    }, { capture: true, once: true });
  });
}
"""
IMAGE = """
  const image = root.querySelector('.jp-OutputArea img');
  return image && image.complete && image.naturalWidth ? image.src : null;
"""
RUN = "return root.querySelector('.course-player').dataset.loads;"
FRAME = "return root.querySelector('.course-player-count').textContent;"


def milliseconds(page: Page, figure: Locator, handle: Locator, look: str, key: str) -> float:
    """Presses `key` on a slider and waits until the figure shows its effect."""
    handle.focus()
    page.evaluate(CLOCK, [figure.element_handle(), look])
    page.keyboard.press(key)
    return float(page.evaluate("() => window.settled"))


def measure(page: Page, repeats: int) -> dict[str, list[tuple[float, float]]]:
    """(theirs, ours) in milliseconds for every kind of move, taking turns."""
    ours = page.locator(".jp-Cell:has(.course-panel)")
    theirs = page.locator(".jp-Cell:has(.widget-interact)")
    their_sliders = theirs.locator(".noUi-handle")
    moves = {
        "step": (their_sliders.nth(0), ours.locator(".course-player-range"), FRAME),
        "retrain": (their_sliders.nth(1), ours.get_by_role("slider", name="batch size"), RUN),
        "retrain, new axes": (their_sliders.nth(2), ours.get_by_role("slider", name="epochs"), RUN),
    }
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in moves}
    for turn in range(repeats + 2):
        key = ("ArrowRight", "ArrowLeft")[turn % 2]
        for name, (their_handle, our_handle, look) in moves.items():
            other = milliseconds(page, theirs, their_handle, IMAGE, key)
            page.wait_for_timeout(250)
            own = milliseconds(page, ours, our_handle, look, key)
            page.wait_for_timeout(250)
            if turn >= 2:  # the first moves warm both up
                times[name].append((other, own))
    return times


def run(repeats: int) -> dict[str, list[tuple[float, float]]]:
    """Starts JupyterLab and Chromium, measures, and stops them."""
    executable = chromium.find()
    if executable is None:
        sys.exit("No Chromium was found; `python -m tests.chromium` installs one.")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root = Path(folder)
        cells = [_cell("player", PLAYER), _cell("interact", INTERACT)]
        (root / "course").mkdir()
        (root / "course/sliders.ipynb").write_text(dump(tidy({"cells": cells, "metadata": {}})))
        with jupyter_lab(root / "course", root / "home") as address:
            browser = launch(playwright, executable)
            page = browser.new_page(viewport={"width": 1280, "height": 3000})
            lab = Lab(page, address)
            lab.open("sliders.ipynb")
            lab.run_all()
            page.wait_for_timeout(1500)
            page.locator(".course-player-reset").click()
            times = measure(page, repeats)
            browser.close()
    return times


def _cell(name: str, source: str) -> dict[str, Any]:
    return {"cell_type": "code", "id": name, "metadata": {}, "source": source}


def table(times: dict[str, list[tuple[float, float]]]) -> str:
    """The measurements as a table in Markdown."""
    lines = [
        "| move | interact + plt.show, ms (median / p95) | player, ms (median / p95) | ratio |",
        "|---|--:|--:|--:|",
    ]
    for name, pairs in times.items():
        other, own = zip(*pairs, strict=True)
        spread = [f"{statistics.median(x):.0f} / {_p95(x):.0f}" for x in (other, own)]
        lines.append(f"| {name} | {spread[0]} | {spread[1]} | {ratio(pairs):.1f} |")
    return "\n".join(lines)


def ratio(pairs: list[tuple[float, float]]) -> float:
    """The median of the other's time over ours."""
    return statistics.median(other / own for other, own in pairs)


def _p95(values: Any) -> float:
    return float(statistics.quantiles(values, n=20)[-1])


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sliders", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--json", action="store_true", help="print the ratios as JSON")
    parser.add_argument("--repeats", type=int, default=15, help="measured moves of each kind")
    arguments = parser.parse_args()
    times = run(arguments.repeats)
    if arguments.json:
        ratios = {name: round(ratio(pairs), 2) for name, pairs in times.items()}
        ratios["retrain_new_axes"] = ratios.pop("retrain, new axes")
        print(json.dumps(ratios))
    else:
        print(table(times))


if __name__ == "__main__":
    main()
