"""Positions of a panel, computed ahead: how the page changes when one control is moved, without a kernel.

`plan` says what can be moved where, `positions` computes it. A position is named by the stops that differ from the
start (`batch_size:3`), and holds for each widget of the panel the traits that are then other than at the start.
"""

import zlib
from collections.abc import Iterator
from typing import Any, TypeAlias

import ipywidgets as widgets
import numpy as np

from autograder.lab.controls import NumberField
from autograder.lab.panel import Panel
from autograder.lab.player import Player

STOPS = 10
TOGETHER = "together"
"""The part with the positions in which more than one control was moved."""

State: TypeAlias = dict[str, dict[str, Any]]
"""Traits by the widget's model id."""
Part: TypeAlias = dict[str, Any]


def plan(panel: Panel) -> dict[str, Any]:
    """What a page needs to know of a panel before anything is moved.

    `reset` is the model id of the button; `controls` has for each control its label, the model ids of the widgets
    that show its value, its `stops`, and the index of the `start` among them.
    """
    stops = _stops(panel)
    return {
        "panel": panel.model_id,
        "reset": panel.reset_button.model_id,
        "together": any(_together(panel)),
        "controls": {
            name: {
                "label": panel.specs[name].label,
                "models": [w.model_id for w in _inside(panel.rows[name]) if _shows_value(w)],
                "stops": stops[name],
                "start": stops[name].index(control.value),
            }
            for name, control in panel.controls.items()
        },
    }


def positions(panel: Panel) -> Iterator[tuple[str, dict[str, State]]]:
    """(part, positions by name) for each control by its name, then for `TOGETHER`.

    The panel must stand at its start, and is put back there.
    """
    stops = _stops(panel)
    start = _state(panel)
    for name, values in stops.items():
        others = [{name: value} for value in values if value != panel.values[name]]
        yield name, _computed(panel, stops, start, others)
    together = list(_together(panel))
    if together:
        yield TOGETHER, _computed(panel, stops, start, together)


def _together(panel: Panel) -> Iterator[dict[str, Any]]:
    """The settings in which more than one control is not at its start, on the way through each try."""
    for wanted in panel.tries:
        moved: dict[str, Any] = {}
        for name, value in wanted.items():
            if value != panel.values[name]:
                moved[name] = value
                if len(moved) > 1:
                    yield dict(moved)


def _stops(panel: Panel) -> dict[str, list[Any]]:
    """The values at which each control can stand, those of the lesson's "Try" among them."""
    stops = {}
    for name, spec in panel.specs.items():
        wanted = [settings[name] for settings in panel.tries if name in settings]
        regular = spec.stops(STOPS)
        extra = [value for value in dict.fromkeys(wanted) if value not in regular]
        stops[name] = sorted([*regular, *extra]) if extra else regular
    return stops


def _computed(
    panel: Panel, stops: dict[str, list[Any]], start: State, wanted: list[dict[str, Any]]
) -> dict[str, State]:
    at_start, found = panel.values, {}
    for settings in wanted:
        panel.set(**at_start | settings)
        if panel.sentence.failed:  # the picture is still the one before: that of the start is meant
            panel.reset()
            panel.set(**settings)
        name = position_name({name: stops[name].index(value) for name, value in settings.items()})
        found[name] = _changed(start, _state(panel))
    panel.reset()
    return found


def position_name(indices: dict[str, int]) -> str:
    """The name of a position: `batch_size:3,n_samples:0`."""
    return ",".join(f"{name}:{index}" for name, index in sorted(indices.items()))


def _changed(start: State, now: State) -> State:
    changed = {}
    for id, traits in now.items():
        other = {name: value for name, value in traits.items() if start[id][name] != value}
        if "backdrop" in other:
            other["backdrop"] = _patches(start[id]["backdrop"], other["backdrop"])
        if "scene" in other:
            marks = [{**mark, "xy": rounded(mark["xy"])} for mark in other["scene"]["marks"]]
            other["scene"] = {**other["scene"], "marks": marks}
        if other:
            changed[id] = other
    return changed


def _patches(start: list[Part], now: list[Part]) -> list[Part]:
    """The parts of a backdrop as differences from those at the start.

    `same` or `over` is the index of the part at the start; the pixels of a part `over` another are its own XOR the
    other's, which is nearly all zeros and so deflates to little.
    """
    at = {tuple(part["box"]): index for index, part in enumerate(start)}
    patches = []
    for part in now:
        index = at.get(tuple(part["box"]))
        if index is None:
            patches.append(part)
        elif start[index]["number"] == part["number"]:
            patches.append({"same": index})
        else:
            pixels = _pixels(part) ^ _pixels(start[index])
            packed = {**part, "over": index, "rgba": zlib.compress(pixels.tobytes(), 9)}
            patches.append(packed if pixels.any() else {"same": index})
    return patches


def rounded(places: bytes) -> bytes:
    """Float32 fractions of a figure with 12 bits: within a tenth of a pixel, and much less to load."""
    bits = np.frombuffer(places, np.uint32)
    near = (bits + 0x400) & np.uint32(0xFFFFF800)
    return np.where(np.isnan(bits.view(np.float32)), bits, near).astype(np.uint32).tobytes()


def _pixels(part: Part) -> np.ndarray[Any, np.dtype[np.uint8]]:
    return np.frombuffer(zlib.decompress(part["rgba"]), np.uint8)


def _state(panel: Panel) -> State:
    """The traits of every widget in the panel, but for the place in the run, which is the reader's."""
    state = {}
    for widget in _inside(panel):
        traits = widget.get_state()
        if isinstance(widget, Player):
            del traits["frame"]
        state[widget.model_id] = traits
    return state


def _inside(widget: widgets.Widget) -> Iterator[widgets.Widget]:
    yield widget
    for child in getattr(widget, "children", ()):
        yield from _inside(child)


def _shows_value(widget: widgets.Widget) -> bool:
    """Whether a reader moves this widget to change the value (a label has one too, but nobody can)."""
    moved = isinstance(widget, (widgets.ValueWidget, NumberField))
    return moved and not isinstance(widget, widgets.Label)
