"""Takes the pictures of the lessons for docs/images, in a real JupyterLab.

    python -m tests.browser.screenshots            all lessons
    python -m tests.browser.screenshots 1 2        lessons 1 and 2

Of each lesson its main figure with the player in the middle of a run (`lesson-01.png`). Of lesson 2 the figure on
the dark theme too (`lesson-02-dark.png`), and the whole window (`lesson-02-window.png`).
"""

import io
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import ViewportSize, sync_playwright

from autograder.lab.lessons import Lesson
from tests import chromium
from tests.browser.figure import Figure
from tests.browser.jupyter import Lab, jupyter_lab, launch
from tests.lessons.executed import FOLDER, LESSONS, ROOT

IMAGES = ROOT / "docs/images"
WINDOW: ViewportSize = {"width": 1240, "height": 960}
TALL: ViewportSize = {"width": 1240, "height": 1500}
PART = {2: 0.48}  # how far into the run the player stands; elsewhere 0.45


def main() -> None:
    """Takes the pictures of the lessons whose numbers are given, or of all."""
    wanted = {int(number) for number in sys.argv[1:]} or {lesson.number for lesson in LESSONS}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root = Path(folder)
        shutil.copytree(FOLDER, root / "course/lessons")
        with jupyter_lab(root / "course", root / "home") as address:
            browser = launch(playwright, chromium.find() or sys.exit("No Chromium was found."))
            page = browser.new_page(viewport=WINDOW, device_scale_factor=1.6)
            lab = Lab(page, address)
            for lesson in LESSONS:
                if lesson.number in wanted:
                    picture(lab, lesson)
            browser.close()


def picture(lab: Lab, lesson: Lesson) -> None:
    """The main figure of a lesson; of lesson 2 the dark theme and the window too."""
    lab.page.set_viewport_size(TALL)
    lab.open(f"lessons/{lesson.path.name}")
    lab.run_all()
    figure = Figure(lab)
    figure.range.evaluate(
        """(range, part) => {
          range.value = String(Math.round(Number(range.max) * part));
          range.dispatchEvent(new Event('input'));
        }""",
        PART.get(lesson.number, 0.45),
    )
    figure.panel.scroll_into_view_if_needed()
    lab.page.wait_for_timeout(400)
    save(figure.panel.screenshot(), IMAGES / lesson.picture)
    if lesson.number == 2:
        name = Path(lesson.picture).stem
        lab.theme("JupyterLab Dark")
        lab.page.wait_for_timeout(2000)
        save(figure.panel.screenshot(), IMAGES / f"{name}-dark.png")
        lab.theme("JupyterLab Light")
        lab.page.set_viewport_size(WINDOW)
        figure.panel.evaluate("(panel) => panel.scrollIntoView({block: 'center'})")
        lab.page.wait_for_timeout(2000)
        save(lab.page.screenshot(), IMAGES / f"{name}-window.png")
    lab.close()


def save(png: bytes, path: Path) -> None:
    """Writes a picture without its transparency, as small as PNG gets."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    image.save(path, optimize=True)
    print(
        f"{path.relative_to(ROOT)}: {image.width} × {image.height}, {path.stat().st_size // 1000} kB"
    )


if __name__ == "__main__":
    main()
