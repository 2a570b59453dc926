"""Start what takes a second before it is needed: the warm process and its probes.

A command that will grade calls `begin` first and then imports the rest of the grader, which takes as long.
"""

from __future__ import annotations

import contextlib
import sys
import threading
from pathlib import Path

from autograder.grading.sandbox.grader_side.levels import probe


def begin(folder: Path) -> None:
    """Warm up, in the background, for the notebooks in `folder`; probe the machine.

    Nothing is reported: whoever needs the warm process or the level asks for it, and gets it or the reason.
    """
    if sys.platform == "linux":
        threading.Thread(target=_begin, args=(folder,), daemon=True).start()


def _begin(folder: Path) -> None:
    from autograder.grading.run import sandboxed as notebook

    with contextlib.suppress(Exception):
        notebook.warm_up(*(path.read_bytes() for path in folder.glob("*.ipynb")))
        probe()
