"""Throw-away users of a grader that is root: one per sandbox, so that its processes count alone."""

from __future__ import annotations

from pathlib import Path

FIRST, COUNT = 1_000_000_000, 1_000_000_000
"""Where nobody has users."""
NOBODY = 65534


def available(process: Path = Path("/proc/self")) -> range:
    """The user ids, which are also group ids, that a sandbox may take: user_namespaces(7).

    Root in a container without privileges has a few thousand ids only: then the upper half of
    them. Empty if it has no other id than its own.
    """
    spans = [max(_spans(process / name), key=len) for name in ("uid_map", "gid_map")]
    low, high = max(span.start for span in spans), min(span.stop for span in spans)
    if low <= FIRST and high >= FIRST + COUNT:
        return range(FIRST, FIRST + COUNT)
    middle = (low + high) // 2
    return range(max(middle, 1000), min(high, NOBODY) if middle < NOBODY else high)


def _spans(path: Path) -> list[range]:
    """The ids that exist in this namespace."""
    lines = [line.split() for line in path.read_text().splitlines()]
    return [range(int(first), int(first) + int(count)) for first, _, count in lines]
