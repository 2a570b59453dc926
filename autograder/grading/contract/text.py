"""Text and points as people are to read them."""

import re
from collections.abc import Sequence

_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def plain(text: str) -> str:
    """Without colours and blanks around."""
    return _ANSI.sub("", text).strip()


def points(value: float) -> str:
    """A number of points with at most two decimals, never in powers of ten: 7.45, 8, 12345.5."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def count(number: int, noun: str) -> str:
    """A number with its noun: "1 cell", "3 cells"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def few(names: Sequence[str], most: int = 5) -> str:
    """The first of some names, with a sign that there are more."""
    return ", ".join(names[:most]) + (", …" if names[most:] else "")


def some(names: Sequence[str], most: int = 5) -> str:
    """How many names there are, and the first of them."""
    return f"{len(names)} ({few(names, most)})"
