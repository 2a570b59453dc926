"""How slowly time passes for a program on this machine, and whether it has run out of memory.

A program that waits for a processor does nothing wrong: what others do on the machine must cost nobody
points. The kernel says how many tasks want a processor and how often it killed one for want of memory:
proc(5), loadavg and vmstat.
"""

from __future__ import annotations

import os
from pathlib import Path

BUSY = 1.5
"""From this slowness on the machine counts as busy."""

SLOWEST = 10.0

LOADAVG = Path("/proc/loadavg")
VMSTAT = Path("/proc/vmstat")
QUOTA = Path("/sys/fs/cgroup/cpu.max")


def slowness() -> float:
    """How many times longer than alone a program takes now: the tasks that want a processor for each
    that there is, over the last minute or at this moment; from 1 to 10."""
    try:
        minute, _, _, tasks, _ = LOADAVG.read_text().split()
        wanted = max(float(minute), float(tasks.partition("/")[0]))
    except (OSError, ValueError):
        return 1.0
    return min(max(wanted / processors(), 1.0), SLOWEST)


def processors() -> float:
    """The processors that this process may use."""
    here = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        quota, period = QUOTA.read_text().split()
        return min(here, float(quota) / float(period))
    except (OSError, ValueError):  # none is set
        return here


def oom_kills() -> int:
    """How often the kernel has killed a process because the machine had no memory left."""
    try:
        for line in VMSTAT.read_text().splitlines():
            name, _, count = line.partition(" ")
            if name == "oom_kill":
                return int(count)
    except (OSError, ValueError):
        return 0
    return 0
