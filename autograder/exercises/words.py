"""Numbers and samples in words, for messages."""

from collections.abc import Sequence


def listed(numbers: Sequence[int], at_most: int = 6) -> str:
    """Numbers as words: "3", "3 and 5", "3, 5 and 2 more"."""
    shown = [str(number) for number in numbers[:at_most]]
    if len(numbers) > at_most:
        shown = [*shown[: at_most - 1], f"{len(numbers) - at_most + 1} more"]
    if len(shown) <= 1:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def named(rows: Sequence[int]) -> str:
    """Samples by number: "sample 3", "samples 3 and 5"."""
    rows = sorted(set(rows))
    return f"sample{'s' if len(rows) > 1 else ''} {listed(rows)}"


def times(number: int) -> str:
    """A count: "once", "3 times"."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def beginning(rows: Sequence[int]) -> str:
    """The beginning of an order: "(7, 0, 4, 2, 1 …)"."""
    return f"({', '.join(str(row) for row in rows[:5])} …)"
