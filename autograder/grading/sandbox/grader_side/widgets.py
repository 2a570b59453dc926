"""The last state of a notebook's ipywidgets, as far as a page may show it.

JupyterLab builds widgets from a notebook's metadata as soon as the notebook is opened. So only models
of ipywidgets' own controls are kept, and of those none that shows HTML: anywidget's state is a script.
"""

from __future__ import annotations

from typing import Any

MIME = "application/vnd.jupyter.widget-state+json"
MODULES = frozenset(("@jupyter-widgets/base", "@jupyter-widgets/controls"))
SHOW_HTML = frozenset(("HTMLModel", "HTMLMathModel"))
MOST = 200
"""Models in one notebook."""


class Widgets:
    """Collects the models of one notebook from the messages of their comms."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._models: dict[str, dict[str, Any]] = {}

    def message(self, kind: str, content: dict[str, Any], buffers: Any) -> None:
        """One comm message; what is no model's state, or finds no room, is dropped."""
        comm_id, data = content.get("comm_id"), content.get("data")
        if not isinstance(comm_id, str) or not isinstance(data, dict):
            return
        state = data.get("state")
        opened = kind == "comm_open" and content.get("target_name") == "jupyter.widget"
        if not isinstance(state, dict) or not (opened or comm_id in self._models):
            return
        self._room -= len(comm_id) + len(repr(state)) + len(str(buffers or ""))
        if self._room >= 0 and len(self._models) <= MOST:
            self._models.setdefault(comm_id, {}).update(state)

    def metadata(self) -> dict[str, Any] | None:
        """What belongs in the notebook's metadata under "widgets"; None without widgets."""
        states = {
            comm_id: {
                "model_name": state["_model_name"],
                "model_module": state["_model_module"],
                "model_module_version": state.get("_model_module_version"),
                "state": _without_html(state),
            }
            for comm_id, state in self._models.items()
            if _is_plain(state)
        }
        if not states:
            return None
        return {MIME: {"state": states, "version_major": 2, "version_minor": 0}}


def _is_plain(state: dict[str, Any]) -> bool:
    """Whether the model and its view are controls of ipywidgets that show no HTML."""
    name, module = state.get("_model_name"), state.get("_model_module")
    view = state.get("_view_module") or module
    if not isinstance(name, str) or name in SHOW_HTML:
        return False
    if state.get("_view_name") in ("HTMLView", "HTMLMathView"):
        return False
    return (
        isinstance(module, str) and module in MODULES and isinstance(view, str) and view in MODULES
    )


def _without_html(state: dict[str, Any]) -> dict[str, Any]:
    """The state with a description that is text, whatever it asks for."""
    name = "description_allow_html"
    return {**state, name: False} if name in state else state
