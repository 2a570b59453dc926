"""Landlock: which files a process may touch, by its own renunciation. landlock(7), userspace-api/landlock.rst."""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable

from autograder.grading.sandbox.zygote.linux import syscall

# landlock(7): linux/landlock.h; the numbers of these system calls are the same everywhere.
LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 444, 445, 446
LANDLOCK_VERSION_FLAG, LANDLOCK_PATH_BENEATH = 1, 1
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
FS_RIGHTS_BY_VERSION = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
NET_RIGHTS = 3  # bind and connect of TCP, version 4
SCOPES = 3  # abstract Unix sockets and signals, version 6


def version() -> int:
    """The version of Landlock that the running kernel offers; 0 for none."""
    try:
        return syscall(LANDLOCK_CREATE, None, 0, LANDLOCK_VERSION_FLAG)
    except OSError:
        return 0


def restrict(readable: Iterable[str], writable: Iterable[str]) -> int:
    """Allow only these paths: to read and execute, or everything. Returns Landlock's version.

    Paths that do not exist are passed over: they cannot be opened either. TCP is forbidden
    where the kernel can (version 4), so are signals to processes outside (version 6).
    """
    present = version()
    if present == 0:
        return 0
    rights = max(r for v, r in FS_RIGHTS_BY_VERSION.items() if v <= present)
    attributes = struct.pack("=Q", rights)
    attributes += struct.pack("=Q", NET_RIGHTS) if present >= 4 else b""
    attributes += struct.pack("=Q", SCOPES) if present >= 6 else b""
    buffer = ctypes.create_string_buffer(attributes, len(attributes))
    ruleset = syscall(LANDLOCK_CREATE, buffer, len(attributes), 0)
    try:
        for path in readable:
            _allow(ruleset, path, EXECUTE | READ_FILE | READ_DIR)
        for path in writable:
            _allow(ruleset, path, rights)
        syscall(LANDLOCK_RESTRICT, ruleset, 0)
    finally:
        os.close(ruleset)
    return present


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not os.path.isdir(path):
            rights &= EXECUTE | WRITE_FILE | READ_FILE
        rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, fd), 12)
        syscall(LANDLOCK_ADD, ruleset, LANDLOCK_PATH_BENEATH, rule, 0)
    finally:
        os.close(fd)
