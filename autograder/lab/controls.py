"""A panel's controls: a slider with its number field, a check box, a list of options.

Each builds the widget that holds its value and what is shown for it. A number is typed as people write it (number.js),
and no slider changes one by itself: noUiSlider puts its handle on a grid, which is not a reader's doing.
"""

from dataclasses import dataclass
from math import log10
from typing import Any, TypeAlias

import anywidget
import ipywidgets as widgets
import traitlets

from autograder.lab.player import STATIC

Control: TypeAlias = widgets.Widget
"""Anything with a ``value``."""

LOG_STEP = 0.02
"""The grid of a logarithmic slider, in powers of ten."""


class NumberField(anywidget.AnyWidget):  # type: ignore[misc]  # its package has no types
    """A number with bounds, whole (int) or not (float); a value set from Python is brought inside the bounds."""

    _esm = STATIC / "number.js"
    _css = STATIC / "number.css"

    value = traitlets.Any().tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
    min = traitlets.Any().tag(sync=True)
    max = traitlets.Any().tag(sync=True)
    step = traitlets.Any().tag(sync=True)
    whole = traitlets.Bool().tag(sync=True)
    log = traitlets.Bool().tag(sync=True)

    @traitlets.validate("value")  # type: ignore[untyped-decorator]
    def _inside(self, proposal: dict[str, Any]) -> float:
        inside = max(self.min, min(self.max, proposal["value"]))
        return round(inside) if self.whole else float(inside)


@dataclass(frozen=True)
class Slider:
    """A slider with a number field. Whole numbers if value, min, max and step are all int.

    `log=True` spaces the slider by powers of ten; min and max are then values, not exponents.
    """

    label: str
    value: float
    min: float
    max: float
    step: float = 1
    log: bool = False

    def build(self) -> tuple[Control, widgets.Widget]:
        """The number field, which holds the value, and what is shown: the slider and the field."""
        if not self.min <= self.value <= self.max:
            raise ValueError(f"{self.label}: {self.value} is not within {self.min} … {self.max}")
        bounds = {"min": self.min, "max": self.max, "step": self.step}
        whole = all(isinstance(x, int) for x in (self.value, self.min, self.max, self.step))
        number = NumberField(
            **bounds, whole=whole, log=self.log, label=self.label, value=self.value
        )
        slider = self._log_slider() if self.log else self._linear_slider(whole)
        _tie(slider, number, LOG_STEP if self.log else self.step)
        slider.layout.width, number.layout.width = "auto", "5rem"
        slider.layout.flex = "1 1 auto"
        return number, _row(self.label, slider, number)

    def stops(self, count: int) -> list[Any]:
        """About `count` values from end to end, evenly spaced as the slider is, its value among them."""
        whole = all(isinstance(x, int) for x in (self.value, self.min, self.max, self.step))
        parts = [i / (count - 1) for i in range(count)]
        if self.log:
            spaced = [self.min * (self.max / self.min) ** part for part in parts]
            inner = [round(x) if whole else float(f"{x:.2g}") for x in spaced[1:-1]]
        else:
            steps = round((self.max - self.min) / self.step)
            inner = [self.min + round(steps * part) * self.step for part in parts[1:-1]]
            inner = [x if whole else round(x, 10) for x in inner]
        return sorted({self.min, *inner, self.value, self.max})

    def _linear_slider(self, whole: bool) -> widgets.Widget:
        kind = widgets.IntSlider if whole else widgets.FloatSlider
        return kind(value=self.value, min=self.min, max=self.max, step=self.step, readout=False)

    def _log_slider(self) -> widgets.Widget:
        low, high = log10(self.min), log10(self.max)
        return widgets.FloatLogSlider(
            value=self.value, min=low, max=high, step=LOG_STEP, readout=False
        )


@dataclass(frozen=True)
class Toggle:
    """A check box."""

    label: str
    value: bool = False

    def build(self) -> tuple[Control, widgets.Widget]:
        """The check box, twice: it holds the value and is what is shown."""
        box = widgets.Checkbox(value=self.value, description=self.label, indent=False)
        box.layout.width = "auto"
        box.add_class("course-control")
        return box, box

    def stops(self, count: int) -> list[Any]:
        """Off and on."""
        return [False, True]


@dataclass(frozen=True)
class Choice:
    """One of a few options: a mapping from what is shown to the value, or a list of strings."""

    label: str
    value: Any
    options: dict[str, Any] | list[str]

    def build(self) -> tuple[Control, widgets.Widget]:
        """The drop-down list that holds the value, and it with its label."""
        pairs = self.options.items() if isinstance(self.options, dict) else self.options
        menu = widgets.Dropdown(options=list(pairs), value=self.value)
        menu.layout.width = "auto"
        menu.layout.flex = "1 1 auto"
        return menu, _row(self.label, menu)

    def stops(self, count: int) -> list[Any]:
        """Every option's value."""
        return list(self.options.values() if isinstance(self.options, dict) else self.options)


def _tie(slider: widgets.Widget, number: NumberField, step: float) -> None:
    """The number follows the slider where somebody moved it; the slider follows the number exactly."""
    log = isinstance(slider, widgets.FloatLogSlider)

    def moved(change: dict[str, Any]) -> None:
        new = change["new"]
        way = abs(log10(new / number.value)) if log else abs(new - number.value)
        if way <= step / 2:
            return  # the browser put the handle on its grid; nobody moved it
        number.value = float(f"{new:.2g}") if log and not number.whole else new

    def typed(change: dict[str, Any]) -> None:
        slider.unobserve(moved, "value")
        slider.value = change["new"]
        slider.observe(moved, "value")

    slider.observe(moved, "value")
    number.observe(typed, "value")


def _row(text: str, *parts: widgets.Widget) -> widgets.HBox:
    label = widgets.Label(text)
    label.layout.width = "7.5rem"
    label.layout.flex = "0 0 auto"
    row = widgets.HBox([label, *parts])
    row.layout.align_items = "center"
    row.add_class("course-control")
    return row
