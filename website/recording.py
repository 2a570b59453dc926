"""Runs inside a lesson's kernel, after its last cell: keeps what its widgets are and how they can move."""

import base64
import zlib
from pathlib import Path
from typing import Any

from ipywidgets import Widget
from ipywidgets.embed import dependency_state
from ipywidgets.widgets.widget import _instances

from autograder.lab import Panel
from autograder.lab.positions import plan, positions, rounded
from website import packing


def record(shown: list[str], folder: str) -> None:
    """Write the state of the widgets with these model ids, and the positions of the panels among them.

    ``state.bin`` has what html-manager's ``set_state`` takes, and the panels' plans; ``0-batch_size.bin`` the
    positions of panel 0 that the control ``batch_size`` leads to.
    """
    place = Path(folder)
    roots: list[Widget] = [_instances[id] for id in shown]
    panels = [root for root in roots if isinstance(root, Panel)]
    models = dependency_state(roots, drop_defaults=False)
    for model in models.values():
        _make_small(model)
    state = {"version_major": 2, "version_minor": 0, "state": models}
    packing.write(place / "state.bin", {"state": state, "plans": [plan(panel) for panel in panels]})
    for number, panel in enumerate(panels):
        for part, known in positions(panel):
            packing.write(place / f"{number}-{part}.bin", known)


def _make_small(model: dict[str, Any]) -> None:
    """A kernel is quick, a page that is read often is small: deflated as well as can be, and no finer than pixels."""
    for buffer in model.get("buffers", ()):
        data = base64.b64decode(buffer["data"])
        if buffer["path"][-1] == "rgba":
            data = zlib.compress(zlib.decompress(data), 9)
        elif buffer["path"][-1] == "xy":
            data = rounded(data)
        buffer["data"] = base64.b64encode(data).decode()
