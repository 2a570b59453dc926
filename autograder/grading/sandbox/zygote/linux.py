"""The system's interfaces that Python does not wrap: namespaces, capabilities, limits.

It rests on the man pages named at each part and on the kernel's
Documentation/userspace-api/no_new_privs.rst. Every function raises
OSError with the name of the call that failed; none goes on after a failure.
"""

from __future__ import annotations

import ctypes
import os
import resource
import struct

from autograder.grading.contract.limits import Limits

# setns(2), clone(2): linux/sched.h
NEWNS, NEWUTS, NEWIPC = 0x00020000, 0x04000000, 0x08000000
NEWUSER, NEWPID, NEWNET = 0x10000000, 0x20000000, 0x40000000
NEWCGROUP = 0x02000000
NAMESPACE_FLAGS = NEWNS | NEWUTS | NEWIPC | NEWUSER | NEWPID | NEWNET | NEWCGROUP

# prctl(2): linux/prctl.h
PR_CAPBSET_DROP = 24
PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR = 36, 38, 47, 4

SPARE_MEMORY = 128 * 1024 * 1024
"""Bytes between the soft and the hard limit: what it takes to show a MemoryError."""

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


def call(name: str, *arguments: object) -> int:
    """Call a libc function that returns -1 on failure."""
    result = int(getattr(_libc, name)(*arguments))
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return result


def syscall(number: int, *arguments: int | ctypes.Array[ctypes.c_char] | None) -> int:
    widened = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    result = int(_libc.syscall(ctypes.c_long(number), *widened))
    if result == -1:
        error = ctypes.get_errno()
        raise OSError(error, f"system call {number}: {os.strerror(error)}")
    return result


def prctl(option: int, *values: int) -> int:
    padded = [ctypes.c_ulong(v) for v in (*values, 0, 0, 0, 0)[:4]]
    return call("prctl", ctypes.c_int(option), *padded)


def join(pidfd: int, user: bool) -> None:
    """Enter the namespaces of a process: setns(2) with a pidfd, all of them in one call.

    The pid namespace holds for children only. `user` says that there is a user namespace.
    """
    flags = NEWNS | NEWPID | NEWNET | NEWIPC | NEWUTS | (NEWUSER if user else 0)
    call("setns", ctypes.c_int(pidfd), ctypes.c_int(flags))


def become_subreaper() -> None:
    """Orphans among our descendants become our children (prctl(2), PR_SET_CHILD_SUBREAPER)."""
    prctl(PR_SET_CHILD_SUBREAPER, 1)


def set_rlimits(limits: Limits, processes: int) -> None:
    """Limits of this process and its children, setrlimit(2).

    RLIMIT_DATA, not RLIMIT_AS: only the first counts what is really private and writable, and it
    gives a clean MemoryError. `processes` is an absolute count for this user (or user namespace).
    """
    cpu = int(limits.notebook_cpu + limits.grace) + 2
    data, spare = limits.memory, limits.memory + SPARE_MEMORY
    resource.setrlimit(resource.RLIMIT_DATA, _at_most(resource.RLIMIT_DATA, data, spare))
    for which, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_FSIZE, limits.file_size),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_NPROC, processes),
        (resource.RLIMIT_MEMLOCK, 65536),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_SIGPENDING, 1024),
        (resource.RLIMIT_STACK, 64 * 1024 * 1024),
    ):
        resource.setrlimit(which, _at_most(which, value, value))


def _at_most(which: int, soft: int, hard: int) -> tuple[int, int]:
    """These limits, or the present hard limit where that is lower."""
    _, present = resource.getrlimit(which)
    if present == resource.RLIM_INFINITY:
        return soft, hard
    return min(soft, present), min(hard, present)


def drop_bounding_set() -> None:
    """Give up every capability for good, also across execve: capabilities(7)."""
    for capability in range(64):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except OSError:
            if capability < 38:  # every kernel since 3.16 has that many
                raise
            return


def drop_capabilities() -> None:
    """Empty the permitted, effective, inheritable and ambient sets: capset(2), version 3."""
    header = ctypes.create_string_buffer(struct.pack("=Ii", 0x20080522, 0), 8)
    call("capset", header, ctypes.create_string_buffer(bytes(24), 24))
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR)


def become_user(uid: int) -> None:
    """Become an ordinary user with no groups; only root can."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def no_new_privileges() -> None:
    """No setuid program helps from here on: prctl(2), PR_SET_NO_NEW_PRIVS."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)
