"""Text whose numbers are computed: sentences and small tables for a lesson's output cells."""

import html
from collections.abc import Iterable
from typing import Any

import ipywidgets as widgets


class Say:
    """Markdown as a cell's result, so that an f-string can carry numbers that were computed."""

    def __init__(self, text: str) -> None:
        self.text = text

    def _repr_markdown_(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text


def say(text: str) -> Say:
    """Shows Markdown. Put it last in a cell: `say(f"That is **{ledger.updates}** updates.")`."""
    return Say(text)


def count(number: float, noun: str, form: str = ",") -> str:
    """A number with its noun: "1 update", "6,668 updates", "1.5 passes". ``form`` is how the number is written."""
    shown = format(number, form)
    ending = "es" if noun.endswith(("s", "tch")) else "s"
    return f"{shown} {noun}{'' if shown == '1' else ending}"


class Table(widgets.HTML):  # type: ignore[misc]  # its package has no types
    """A small table of names and numbers that a panel keeps up to date with `fill`."""

    def __init__(self, caption: str) -> None:
        super().__init__()
        self.caption = caption
        self.rows: list[tuple[str, str]] = []
        self.add_class("course-table")

    def fill(self, rows: Iterable[tuple[str, Any]]) -> None:
        """Shows these (name, value) rows."""
        self.rows = [(name, str(value)) for name, value in rows]
        body = "".join(
            f"<div><dt>{html.escape(name)}</dt><dd>{html.escape(value)}</dd></div>"
            for name, value in self.rows
        )
        self.value = f"<p><strong>{html.escape(self.caption)}</strong></p><dl>{body}</dl>"
