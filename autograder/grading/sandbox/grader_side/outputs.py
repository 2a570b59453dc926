"""From a kernel's messages to the outputs of a cell: what nbclient does, within limits.

Messages come from untrusted code. Whatever is not shaped as nbformat asks is dropped, and each
cell has an allowance of text and of rich output, and so has the notebook as a whole; what goes
beyond is not kept in memory.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from autograder.grading.contract.limits import Limits
from autograder.grading.sandbox.grader_side.widgets import Widgets

MAX_TRACEBACK = 50_000
MAX_OUTPUTS = 500  # of one cell
MAX_NOTEBOOK = 20_000_000
"""Characters that all cells together may leave, tests excepted."""
JSON_MIME = re.compile(r"application/(.*\+)?json")  # as in nbformat's schema
Output = dict[str, Any]


class Outputs:
    """Collects the outputs of one notebook, cell by cell."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._displays: dict[str, list[Output]] = defaultdict(list)
        self._widgets = Widgets(limits.rich_output)
        self._room = MAX_NOTEBOOK
        self._full = False
        self.begin()

    def begin(self, test: bool = False) -> None:
        """Start a new cell. What a test says is kept, however much the other cells have said."""
        self._test = test
        self.cell: list[Output] = []
        self._cut = self._left_out = False
        self._spare = {"error", "execute_result"}  # one of each is kept, for points rest on them
        self._text = self._limits.output
        self._rich = self._limits.rich_output
        self._clear_next = False

    def text(self, name: str, text: str) -> None:
        """Text that was printed; beyond the allowance it is cut, once with a word about it."""
        if self._cut or not text:
            return
        if len(text) > self._text:
            allowed = self._limits.output
            text = text[: self._text] + f"\n[the output was cut after {allowed:,} characters]\n"
            self._cut = True
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
            self._leave_out()
        elif kind in ("comm_open", "comm_msg", "comm_close"):
            self._widgets.message(str(kind), content, message.get("buffers"))

    def _error_message(self, name: str, value: str, traceback: list[str]) -> None:
        """An exception that the kernel shows; it counts as text."""
        size = min(len(name) + len(value) + sum(map(len, traceback)), MAX_TRACEBACK)
        if (size > self._text or len(self.cell) >= MAX_OUTPUTS) and not self._spared("error", size):
            return
        self._text = max(self._text - size, 0)
        if self._keep(size):
            self.error(name, value, traceback)

    def _spared(self, kind: str, size: int) -> bool:
        """Whether this is the one output of its kind that is kept beyond the allowance."""
        if kind not in self._spare or size > MAX_TRACEBACK:
            return False
        self._spare.remove(kind)
        return True

    def _leave_out(self) -> None:
        """Say once that something is not shown; not on stderr, which would cost a test its points."""
        if not self._left_out:
            self._left_out = True
            self.text("stdout", self._limits.left_out)

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
        if (size > self._rich or len(self.cell) >= MAX_OUTPUTS) and not self._spared(kind, size):
            self._leave_out()
            return
        self._rich = max(self._rich - size, 0)
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
            is_count = type(count) is int and count >= 0  # True is none
            output["execution_count"] = count if is_count else None
        if isinstance(display_id, str):
            self._displays[display_id].append(output)
        self.cell.append(output)

    def widget_state(self) -> dict[str, Any] | None:
        """What belongs in the notebook's metadata under "widgets"; None without widgets."""
        return self._widgets.metadata()


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
