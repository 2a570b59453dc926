"""From a kernel's messages to the outputs of a cell: what nbclient does, within limits.

Messages come from untrusted code. Whatever is not shaped as nbformat asks is dropped, and each
cell has an allowance of text and of rich output, and so has the notebook as a whole; what goes
beyond is not kept in memory.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from autograder.grading.limits import Limits

MAX_TRACEBACK = 50_000
MAX_OUTPUTS = 500  # of one cell
MAX_NOTEBOOK = 20_000_000
"""Characters that all cells together may leave, tests excepted."""
MAX_WIDGETS = 200
JSON_MIME = re.compile(r"application/(.*\+)?json")  # as in nbformat's schema
Output = dict[str, Any]
WIDGETS = "application/vnd.jupyter.widget-state+json"


class Outputs:
    """Collects the outputs of one notebook, cell by cell."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._displays: dict[str, list[Output]] = defaultdict(list)
        self._widgets: dict[str, dict[str, Any]] = {}
        self._widget_bytes = 0
        self._room = MAX_NOTEBOOK
        self._full = False
        self.begin()

    def begin(self, test: bool = False) -> None:
        """Start a new cell. What a test says is kept, however much the other cells have said."""
        self._test = test
        self.cell: list[Output] = []
        self.limit: str | None = None
        self._text = self._limits.output
        self._rich = self._limits.rich_output
        self._clear_next = False

    def text(self, name: str, text: str) -> None:
        """Text that was printed; beyond the allowance it is cut, once with a word about it."""
        if self.limit == "output" or not text:
            return
        if len(text) > self._text:
            allowed = self._limits.output
            text = text[: self._text] + f"\n[the output was cut after {allowed:,} characters]\n"
            self.limit = "output"
        self._text -= len(text)
        if not self._keep(len(text)):
            return
        self._clear()
        # A full cell gets no new outputs: the text joins the last one of its stream.
        full = len(self.cell) >= MAX_OUTPUTS
        for last in reversed(self.cell) if full else self.cell[-1:]:
            if last["output_type"] == "stream" and last["name"] == name:
                last["text"] += text
                return
        self.cell.append({"output_type": "stream", "name": name, "text": text})

    def _keep(self, size: int) -> bool:
        """Charge the notebook's allowance; where it is used up, say so once and keep nothing."""
        if self._test:
            return True
        if size <= self._room:
            self._room -= size
            return True
        if not self._full:
            self._full = True
            text = f"\n[not kept: the notebook shows more than {MAX_NOTEBOOK:,} characters]\n"
            self.cell.append({"output_type": "stream", "name": "stderr", "text": text})
        return False

    def error(self, name: str, value: str, traceback: list[str] | None = None) -> None:
        """An exception."""
        self._clear()
        kept, room = [], MAX_TRACEBACK
        for line in traceback or [f"{name}: {value}"]:
            kept.append(str(line)[:room])
            room -= len(kept[-1])
            if room <= 0:
                break
        self.cell.append(
            {
                "output_type": "error",
                "ename": name[:200],
                "evalue": value[:5000],
                "traceback": kept,
            }
        )

    def message(self, message: dict[str, Any]) -> None:
        """One message of the kernel; of a kind or a shape that is unknown, it is dropped."""
        kind, content = message.get("type"), message.get("content")
        if not isinstance(content, dict):
            return
        if kind == "stream":
            name, text = content.get("name"), content.get("text")
            if name in ("stdout", "stderr") and isinstance(text, str):
                self.text(name, text)
        elif kind == "error":
            lines = content.get("traceback")
            lines = [str(x) for x in lines] if isinstance(lines, list) else []
            self._error_message(
                str(content.get("ename", "")), str(content.get("evalue", "")), lines
            )
        elif kind == "clear_output":
            self._clear_next = True
            if not content.get("wait"):
                self._clear()
        elif kind in ("display_data", "execute_result", "update_display_data"):
            self._rich_message(str(kind), content)
        elif kind == "dropped":
            self.limit = self.limit or "rich_output"
        elif kind in ("comm_open", "comm_msg", "comm_close"):
            self._widget(str(kind), content, message)

    def _error_message(self, name: str, value: str, traceback: list[str]) -> None:
        """An exception that the kernel shows; it counts as text."""
        size = min(len(name) + len(value) + sum(map(len, traceback)), MAX_TRACEBACK)
        if size > self._text or len(self.cell) >= MAX_OUTPUTS:
            self.limit = self.limit or "output"
            return
        self._text -= size
        if self._keep(size):
            self.error(name, value, traceback)

    def _clear(self) -> None:
        if self._clear_next:
            self.cell.clear()
            self._clear_next = False

    def _rich_message(self, kind: str, content: dict[str, Any]) -> None:
        data, size = mime_bundle(content.get("data"))
        metadata = content.get("metadata")
        metadata = metadata if isinstance(metadata, dict) else {}
        transient = content.get("transient")
        display_id = transient.get("display_id") if isinstance(transient, dict) else None
        size += len(repr(metadata)) if metadata else 0
        size += len(display_id) if isinstance(display_id, str) else 0
        if size > self._rich or len(self.cell) >= MAX_OUTPUTS:
            self.limit = self.limit or "rich_output"
            return
        self._rich -= size
        if not self._keep(size):
            return
        if kind == "update_display_data":
            for shown in self._displays.get(str(display_id), []):
                shown["data"], shown["metadata"] = data, metadata
            return
        self._clear()
        output: Output = {"output_type": kind, "data": data, "metadata": metadata}
        if kind == "execute_result":
            count = content.get("execution_count")
            output["execution_count"] = count if type(count) is int else None  # True is no count
        if isinstance(display_id, str):
            self._displays[display_id].append(output)
        self.cell.append(output)

    def _widget(self, kind: str, content: dict[str, Any], message: dict[str, Any]) -> None:
        """Keep the last state of ipywidgets' models, so that the page can show them."""
        comm_id, data = content.get("comm_id"), content.get("data")
        if not isinstance(comm_id, str) or not isinstance(data, dict):
            return
        state = data.get("state")
        size = (
            len(comm_id) + len(repr(state)) + sum(len(str(b)) for b in message.get("buffers") or [])
        )
        opened = kind == "comm_open" and content.get("target_name") == "jupyter.widget"
        if not isinstance(state, dict) or not (opened or comm_id in self._widgets):
            return
        self._widget_bytes += size
        full = self._widget_bytes > self._limits.rich_output or len(self._widgets) > MAX_WIDGETS
        if not full:
            self._widgets.setdefault(comm_id, {}).update(state)

    def widget_state(self) -> dict[str, Any] | None:
        """What belongs in the notebook's metadata under "widgets"; None without widgets."""
        names = {"_model_name": "model_name", "_model_module": "model_module"}
        names["_model_module_version"] = "model_module_version"
        states = {
            comm_id: {**{new: state.get(old) for old, new in names.items()}, "state": state}
            for comm_id, state in self._widgets.items()
            if "_model_name" in state
        }
        if not states:
            return None
        return {WIDGETS: {"state": states, "version_major": 2, "version_minor": 0}}


def mime_bundle(data: Any) -> tuple[dict[str, Any], int]:
    """The entries of a MIME bundle that nbformat allows, and their size in characters."""
    kept: dict[str, Any] = {}
    size = 0
    for mime, value in data.items() if isinstance(data, dict) else ():
        if not isinstance(mime, str) or "/" not in mime:
            continue
        if isinstance(value, str) or JSON_MIME.fullmatch(mime):
            kept[mime] = value
            size += len(value) if isinstance(value, str) else len(repr(value))
    return kept, size
