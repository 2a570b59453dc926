"""What a tree of processes uses, read from /proc by the grader: proc(5)."""

from __future__ import annotations

import os
from dataclasses import dataclass

TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


@dataclass(frozen=True)
class Usage:
    """CPU seconds so far, resident bytes (shared pages counted in each process), pids, and whether a signal
    has stopped the first of them."""

    cpu: float
    resident: int
    pids: tuple[int, ...]
    stopped: bool = False

    def memory(self) -> int:
        """Bytes of memory with shared pages divided among their users (PSS): slower, exact."""
        return sum(_proportional(pid) for pid in self.pids)


def measure(roots: list[int]) -> Usage:
    """The usage of these processes and all their descendants."""
    cpu, resident, stopped = 0.0, 0, False
    pids = tree(roots)
    for pid in pids:
        try:
            with open(f"/proc/{pid}/stat") as file:
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            continue
        stopped |= pid == roots[0] and fields[0] == "T"
        cpu += sum(int(ticks) for ticks in fields[11:15]) / TICKS  # own and reaped children's
        resident += int(fields[21]) * PAGE
    return Usage(cpu, resident, tuple(pids), stopped)


def tree(roots: list[int]) -> list[int]:
    """The pids and those of all descendants, of every thread."""
    found: list[int] = []
    waiting = list(roots)
    while waiting:
        pid = waiting.pop()
        if pid in found:
            continue
        found.append(pid)
        try:
            for thread in os.listdir(f"/proc/{pid}/task"):
                with open(f"/proc/{pid}/task/{thread}/children") as file:
                    waiting += [int(child) for child in file.read().split()]
        except OSError:
            continue
    return found


def _proportional(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/smaps_rollup") as file:
            for line in file:
                if line.startswith("Pss:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        return 0
    return 0
