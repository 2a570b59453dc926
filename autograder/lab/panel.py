"""The panel: sliders with number fields beside them, and one live sentence in words.

A panel calls one function, `update`, with the values of all its controls; the function shows the
new run on the lesson's figure and returns the sentence. A ValueError becomes the sentence: bad
settings are said, and the figure stays as it was.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import anywidget
import ipywidgets as widgets
import traitlets

from autograder.lab.controls import Choice, Control, Slider, Toggle
from autograder.lab.player import STATIC, Bundle, Player, with_still


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
    tries: settings that the lesson's "Try" asks for, each in the order in which its controls are moved; a page
        without a kernel shows them.
    controls: `Slider`, `Toggle` or `Choice` by the name of update's argument.

    `panel["lr"]` is a control: set its `.value` and the figure follows, with or without a browser.
    """

    def __init__(
        self,
        update: Callable[..., str],
        *views: widgets.Widget,
        tries: Sequence[Mapping[str, Any]] = (),
        **controls: Slider | Toggle | Choice,
    ) -> None:
        for name in (name for wanted in tries for name in wanted if name not in controls):
            raise ValueError(f"tries: no control {name!r}; there are {', '.join(controls)}")
        self._update = update
        self.views = views
        self.tries = tries
        self.specs: dict[str, Slider | Toggle | Choice] = controls
        self._controls: dict[str, Control] = {}
        self.rows: dict[str, widgets.Widget] = {}
        self._at_start: dict[str, Any] = {}
        self._quiet = False
        for name, control in controls.items():
            self._controls[name], self.rows[name] = control.build()
            self._at_start[name] = self._controls[name].value
            self._controls[name].observe(self._refresh, names="value")
        self.sentence = Sentence()
        self.reset_button = widgets.Button(
            description="Reset", tooltip="Back to the lesson's numbers"
        )
        self.reset_button.on_click(lambda _: self.reset())
        self.reset_button.layout.width = "6rem"
        grid = widgets.GridBox([*self.rows.values(), self.reset_button])
        grid.layout.grid_template_columns = "repeat(auto-fit, minmax(min(340px, 100%), 1fr))"
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
