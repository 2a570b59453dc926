"""The panel: sliders with number fields beside them, and one live sentence in words.

A panel calls one function, `update`, with the values of all its controls; the function shows the
new run on the lesson's figure and returns the sentence. A ValueError becomes the sentence: bad
settings are said, and the figure stays as it was.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import log10
from typing import Any, TypeAlias

import anywidget
import ipywidgets as widgets
import traitlets

from autograder.lab.player import STATIC, Bundle, Player, with_still

Control: TypeAlias = widgets.ValueWidget


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
        """The widget that holds the value, and what is shown: the slider and its number field."""
        if not self.min <= self.value <= self.max:
            raise ValueError(f"{self.label}: {self.value} is not within {self.min} … {self.max}")
        bounds = {"min": self.min, "max": self.max, "step": self.step}
        whole = all(isinstance(x, int) for x in (self.value, self.min, self.max, self.step))
        if self.log:
            field = widgets.BoundedIntText if whole else widgets.BoundedFloatText
            number = field(value=self.value, **bounds)
            slider = _log_slider(self, number, whole)
        elif whole:
            slider = widgets.IntSlider(value=self.value, readout=False, **bounds)
            number = widgets.BoundedIntText(value=self.value, **bounds)
            traitlets.link((slider, "value"), (number, "value"))
        else:
            slider = widgets.FloatSlider(value=self.value, readout=False, **bounds)
            number = widgets.BoundedFloatText(value=self.value, **bounds)
            traitlets.link((slider, "value"), (number, "value"))
        slider.layout.width, number.layout.width = "auto", "5rem"
        slider.layout.flex = "1 1 auto"
        return number, _row(self.label, slider, number)


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


class Sentence(anywidget.AnyWidget):  # type: ignore[misc]  # its package has no types
    """The live sentence. Its browser side also gives every slider of the panel its name."""

    _esm = STATIC / "panel.js"
    _css = STATIC / "panel.css"
    text = traitlets.Unicode().tag(sync=True)
    failed = traitlets.Bool(False).tag(sync=True)


class Panel(widgets.VBox):  # type: ignore[misc]  # its package has no types
    """Controls, the live sentence and the views that they drive, in one box.

    update: called with every control's value by name; returns the live sentence.
    views: the player first, then anything else (a table); shown under the controls.
    controls: `Slider`, `Toggle` or `Choice` by the name of update's argument.

    `panel["lr"]` is a control: set its `.value` and the figure follows, with or without a browser.
    """

    def __init__(
        self,
        update: Callable[..., str],
        *views: widgets.Widget,
        **controls: Slider | Toggle | Choice,
    ) -> None:
        self._update = update
        self.views = views
        self._controls: dict[str, Control] = {}
        self._at_start: dict[str, Any] = {}
        self._quiet = False
        shown = []
        for name, control in controls.items():
            self._controls[name], row = control.build()
            self._at_start[name] = self._controls[name].value
            self._controls[name].observe(self._refresh, names="value")
            shown.append(row)
        self.sentence = Sentence()
        self._reset = widgets.Button(description="Reset", tooltip="Back to the lesson's numbers")
        self._reset.on_click(lambda _: self.reset())
        self._reset.layout.width = "6rem"
        grid = widgets.GridBox([*shown, self._reset])
        grid.layout.grid_template_columns = "repeat(auto-fit, minmax(340px, 1fr))"
        grid.layout.grid_gap = "2px 28px"
        super().__init__([grid, self.sentence, *views])
        self.add_class("course-panel")
        self._refresh()

    def __getitem__(self, name: str) -> Control:
        try:
            return self._controls[name]
        except KeyError:
            raise KeyError(f"no control {name!r}; there are {', '.join(self._controls)}") from None

    @property
    def values(self) -> dict[str, Any]:
        """The value of every control by name."""
        return {name: control.value for name, control in self._controls.items()}

    @property
    def controls(self) -> dict[str, Control]:
        """Every control by name."""
        return dict(self._controls)

    @property
    def player(self) -> Player:
        """The first player among the views."""
        return next(view for view in self.views if isinstance(view, Player))

    def set(self, **values: Any) -> None:
        """Sets several controls and updates once."""
        self._quiet = True
        try:
            for name, value in values.items():
                self[name].value = value
        finally:
            self._quiet = False
        self._refresh()

    def reset(self) -> None:
        """Puts every control back to the number that the lesson starts with."""
        self.set(**self._at_start)

    def _refresh(self, _change: Any = None) -> None:
        if self._quiet:
            return
        try:
            text, failed = self._update(**self.values), False
        except ValueError as error:
            text, failed = str(error), True
        with self.sentence.hold_sync():
            self.sentence.text, self.sentence.failed = text, failed

    def _repr_mimebundle_(self, **kwargs: Any) -> Bundle | Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        if not any(isinstance(view, Player) for view in self.views):
            return bundle
        picture, about = self.player.still()
        about["image/png"]["alt"] = f"{about['image/png']['alt']} {self.sentence.text}"
        picture["text/plain"] = about["image/png"]["alt"]
        return with_still(bundle, (picture, about))


def _log_slider(spec: Slider, number: Control, whole: bool) -> widgets.FloatLogSlider:
    """A logarithmic slider that follows the number field without rounding what was typed."""
    step, low, high = 0.02, log10(spec.min), log10(spec.max)
    slider = widgets.FloatLogSlider(value=spec.value, min=low, max=high, step=step, readout=False)

    def moved(change: dict[str, Any]) -> None:
        if abs(log10(change["new"] / number.value)) <= step / 2:
            return  # the browser put the handle on its grid; nobody moved it
        number.value = round(change["new"]) if whole else float(f"{change['new']:.2g}")

    def typed(change: dict[str, Any]) -> None:
        slider.unobserve(moved, "value")
        slider.value = change["new"]
        slider.observe(moved, "value")

    slider.observe(moved, "value")
    number.observe(typed, "value")
    return slider


def _row(text: str, *parts: widgets.Widget) -> widgets.HBox:
    label = widgets.Label(text)
    label.layout.width = "7.5rem"
    label.layout.flex = "0 0 auto"
    row = widgets.HBox([label, *parts])
    row.layout.align_items = "center"
    row.add_class("course-control")
    return row
