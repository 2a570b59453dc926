"""What a submission may use: the one place where the limits of grading are set.

Times are in seconds, sizes in bytes. CPU time is what counts first, so that a grade does not
depend on how busy the machine is; wall time catches programs that only wait.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


@dataclass(frozen=True)
class Limits:
    """Limits on one submission; the defaults suit a course notebook on an ordinary machine.

    Raises ValueError for a limit that is not a positive number.
    """

    cell_cpu: float = 20.0
    """CPU seconds that one cell may use; then it is interrupted and the next cell runs."""
    cell_wall: float = 60.0
    """Wall seconds that one cell may take."""
    notebook_cpu: float = 120.0
    """CPU seconds for the whole notebook; then no further cell runs."""
    notebook_wall: float = 300.0
    """Wall seconds for the whole notebook."""
    grace: float = 2.0
    """Seconds between the interrupt and the kill of a cell that does not stop."""
    memory: int = GIB
    """Bytes of memory of one process (then MemoryError); all together may use half as much again
    (then the kill)."""
    processes: int = 64
    """Processes and threads together."""
    output: int = 1_000_000
    """Bytes that one cell may print; the rest is cut, and the cell goes on."""
    rich_output: int = 8_000_000
    """Bytes of figures, tables and widgets that one cell may display; the rest is left out."""
    file_size: int = 128 * MIB
    """Bytes in one file."""
    disk: int = 256 * MIB
    """Bytes in the working directory, and again in /tmp; both live in memory."""
    open_files: int = 256
    """Open file descriptors of one process."""

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
                raise ValueError(f"limit {field.name} must be a positive number, not {value!r}")

    def amount(self, limit: str) -> str:
        """What a limit allows, in words: "20 s of computing"."""
        value = getattr(self, limit)
        if limit.endswith("_cpu"):
            return f"{value:g} s of computing"
        if limit.endswith("_wall"):
            return f"{value:g} s by the clock"
        unit = {"processes": "processes", "open_files": "open files", "grace": "s"}
        return f"{value:,} {unit.get(limit, f'bytes ({limit})')}"

    @property
    def left_out(self) -> str:
        """What stands where figures and tables of a cell are left out."""
        return f"\n[not shown: this cell displays more than {self.rich_output:,} bytes]\n"

    def to_dict(self) -> dict[str, float]:
        """The limits as a plain dict, for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Limits:
        """Limits from a dict (JSON, a configuration file); unknown names are an error."""
        known = {field.name for field in fields(cls)}
        unknown = sorted(set(data) - known)
        if unknown:
            raise ValueError(
                f"unknown limit {unknown[0]!r}; the limits are {', '.join(sorted(known))}"
            )
        return cls(**data)
