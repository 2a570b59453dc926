"""Numbers and samples in words, for messages."""

from collections.abc import Sequence


def listed(numbers: Sequence[int], at_most: int = 6, rest: str = "more") -> str:
    """Numbers as words: "3", "3 and 5", "3, 5 and 2 more"."""
    shown = [str(number) for number in numbers[:at_most]]
    if len(numbers) > at_most:
        shown = [*shown[: at_most - 1], f"{len(numbers) - at_most + 1} {rest}"]
    if len(shown) <= 1:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def named(rows: Sequence[int]) -> str:
    """Samples by number: "sample 3", "samples 3 and 5"."""
    rows = sorted(set(rows))
    return f"sample{'s' if len(rows) > 1 else ''} {listed(rows, rest='others')}"


def times(number: int) -> str:
    """A count: "once", "3 times"."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def steps(number: int) -> str:
    """A count of steps: "was one step", "were 3 steps"."""
    return "was one step" if number == 1 else f"were {number} steps"


def beginning(rows: Sequence[int]) -> str:
    """The beginning of an order: "(7, 0, 4, 2, 1 …)"."""
    return f"({', '.join(str(row) for row in rows[:5])} …)"


def shown(values: Sequence[float], at_most: int = 6) -> str:
    """Numbers as words, to the three digits or more that keep them apart: "0.5, 0.75 and 2"."""
    first = list(values[:at_most])
    digits = next((d for d in range(3, 12) if _apart(first, d)), 12)
    texts = [f"{value:.{digits}g}" for value in first]
    if len(values) > at_most:
        return f"{', '.join(texts)} …"
    return ", ".join(texts) if len(texts) < 2 else f"{', '.join(texts[:-1])} and {texts[-1]}"


def _apart(values: Sequence[float], digits: int) -> bool:
    return len({f"{value:.{digits}g}" for value in values}) == len(set(values))
