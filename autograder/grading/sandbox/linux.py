"""The kernel's interfaces that Python does not wrap: namespaces, capabilities, Landlock, seccomp.

The one file that speaks ctypes. It rests on the man pages named at each part and on the kernel's
Documentation/userspace-api/{landlock,seccomp_filter,no_new_privs}.rst. Every function raises
OSError with the name of the call that failed; none goes on after a failure.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import struct
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.grading.limits import Limits

# setns(2), clone(2): linux/sched.h
NEWNS, NEWUTS, NEWIPC = 0x00020000, 0x04000000, 0x08000000
NEWUSER, NEWPID, NEWNET = 0x10000000, 0x20000000, 0x40000000
NEWCGROUP = 0x02000000

# prctl(2): linux/prctl.h
PR_SET_SECCOMP, PR_CAPBSET_DROP = 22, 24
PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR = 36, 38, 47, 4

# landlock(7): linux/landlock.h; the numbers of these system calls are the same everywhere.
LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 444, 445, 446
LANDLOCK_VERSION_FLAG, LANDLOCK_PATH_BENEATH = 1, 1
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
FS_RIGHTS_BY_VERSION = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
NET_RIGHTS = 3  # bind and connect of TCP, version 4
SCOPES = 3  # abstract Unix sockets and signals, version 6

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # linux/audit.h
X32_BIT = 0x40000000

# System calls that no honest notebook needs: (x86_64, aarch64), None where there is none.
# From arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h.
DENIED: dict[str, tuple[int | None, int | None]] = {
    # other processes
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    "process_madvise": (440, 440),
    # namespaces and mounts
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "open_by_handle_at": (304, 265),
    "name_to_handle_at": (303, 264),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "fanotify_init": (300, 262),
    # the machine
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "reboot": (169, 142),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "acct": (163, 89),
    "syslog": (103, 116),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "clock_adjtime": (305, 266),
    "adjtimex": (159, 171),
    "iopl": (172, None),
    "ioperm": (173, None),
    "modify_ldt": (154, None),
    "vhangup": (153, 58),
    "personality": (135, 92),
    # large, young or rarely needed parts of the kernel
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "request_key": (249, 218),
    # memory that no limit of a process counts
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "msgget": (68, 186),
}
CLONE, CLONE3, SOCKET, IOCTL = (56, 220), (435, 435), (41, 198), (16, 29)
TIOCSTI, TIOCLINUX = 0x5412, 0x541C
NAMESPACE_FLAGS = NEWNS | NEWUTS | NEWIPC | NEWUSER | NEWPID | NEWNET | NEWCGROUP

SPARE_MEMORY = 128 * 1024 * 1024
"""Bytes between the soft and the hard limit: what it takes to show a MemoryError."""

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


def _call(name: str, *arguments: object) -> int:
    """Call a libc function that returns -1 on failure."""
    result = int(getattr(_libc, name)(*arguments))
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return result


def _syscall(number: int, *arguments: int | ctypes.Array[ctypes.c_char] | None) -> int:
    widened = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    result = int(_libc.syscall(ctypes.c_long(number), *widened))
    if result == -1:
        error = ctypes.get_errno()
        raise OSError(error, f"system call {number}: {os.strerror(error)}")
    return result


def _prctl(option: int, *values: int) -> int:
    padded = [ctypes.c_ulong(v) for v in (*values, 0, 0, 0, 0)[:4]]
    return _call("prctl", ctypes.c_int(option), *padded)


def join(pidfd: int, user: bool) -> None:
    """Enter the namespaces of a process: setns(2) with a pidfd, all of them in one call.

    The pid namespace holds for children only. `user` says that there is a user namespace.
    """
    flags = NEWNS | NEWPID | NEWNET | NEWIPC | NEWUTS | (NEWUSER if user else 0)
    _call("setns", ctypes.c_int(pidfd), ctypes.c_int(flags))


def become_subreaper() -> None:
    """Orphans among our descendants become our children (prctl(2), PR_SET_CHILD_SUBREAPER)."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


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
            _prctl(PR_CAPBSET_DROP, capability)
        except OSError:
            if capability < 38:  # every kernel since 3.16 has that many
                raise
            return


def drop_capabilities() -> None:
    """Empty the permitted, effective, inheritable and ambient sets: capset(2), version 3."""
    header = ctypes.create_string_buffer(struct.pack("=Ii", 0x20080522, 0), 8)
    _call("capset", header, ctypes.create_string_buffer(bytes(24), 24))
    _prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR)


def become_user(uid: int) -> None:
    """Become an ordinary user with no groups; only root can."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def no_new_privileges() -> None:
    """No setuid program helps from here on: prctl(2), PR_SET_NO_NEW_PRIVS."""
    _prctl(PR_SET_NO_NEW_PRIVS, 1)


def landlock_version() -> int:
    """The version of Landlock that the running kernel offers; 0 for none."""
    try:
        return _syscall(LANDLOCK_CREATE, None, 0, LANDLOCK_VERSION_FLAG)
    except OSError:
        return 0


def landlock(readable: Iterable[str], writable: Iterable[str]) -> int:
    """Allow only these paths: to read and execute, or everything. Returns Landlock's version.

    Paths that do not exist are passed over: they cannot be opened either. TCP is forbidden
    where the kernel can (version 4), so are signals to processes outside (version 6).
    """
    version = landlock_version()
    if version == 0:
        return 0
    rights = max(r for v, r in FS_RIGHTS_BY_VERSION.items() if v <= version)
    attributes = struct.pack("=Q", rights)
    attributes += struct.pack("=Q", NET_RIGHTS) if version >= 4 else b""
    attributes += struct.pack("=Q", SCOPES) if version >= 6 else b""
    buffer = ctypes.create_string_buffer(attributes, len(attributes))
    ruleset = _syscall(LANDLOCK_CREATE, buffer, len(attributes), 0)
    try:
        for path in readable:
            _allow(ruleset, path, EXECUTE | READ_FILE | READ_DIR)
        for path in writable:
            _allow(ruleset, path, rights)
        _syscall(LANDLOCK_RESTRICT, ruleset, 0)
    finally:
        os.close(ruleset)
    return version


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not os.path.isdir(path):
            rights &= EXECUTE | WRITE_FILE | READ_FILE
        rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, fd), 12)
        _syscall(LANDLOCK_ADD, ruleset, LANDLOCK_PATH_BENEATH, rule, 0)
    finally:
        os.close(fd)


def _instruction(code: int, true: int, false: int, value: int) -> bytes:
    return struct.pack("=HBBI", code, true, false, value)


def _load(offset: int) -> bytes:
    return _instruction(0x20, 0, 0, offset)


def _equal(value: int, true: int, false: int) -> bytes:
    return _instruction(0x15, true, false, value)


def _answer(value: int) -> bytes:
    return _instruction(0x06, 0, 0, value)


def seccomp_program(sockets: tuple[int, ...]) -> bytes:
    """The filter in classic BPF (seccomp(2)): calls of DENIED fail with EPERM, the rest pass.

    clone with a new namespace fails, clone3 reports ENOSYS (its flags cannot be seen, libc then
    takes clone), sockets exist in the given address families alone. ValueError on a machine
    whose numbers are not in the tables.
    """
    machine = platform.machine()
    if machine not in ARCHITECTURES:
        raise ValueError(f"no table of system calls for {machine}; there are x86_64 and aarch64")
    column = list(ARCHITECTURES).index(machine)
    allow, kill, fail = 0x7FFF0000, 0x80000000, 0x00050000
    eperm, enosys, eafnosupport = fail | 1, fail | 38, fail | 97

    program = [_load(4), _equal(ARCHITECTURES[machine], 1, 0), _answer(kill), _load(0)]
    if machine == "x86_64":
        program += [_instruction(0x35, 0, 1, X32_BIT), _answer(kill)]
    for numbers in DENIED.values():
        number = numbers[column]
        if number is not None:
            program += [_equal(number, 0, 1), _answer(eperm)]
    program += [_equal(CLONE3[column], 0, 1), _answer(enosys)]
    program += [_equal(CLONE[column], 0, 4), _load(16)]
    program += [_instruction(0x45, 0, 1, NAMESPACE_FLAGS), _answer(eperm), _answer(allow)]
    program += [_equal(IOCTL[column], 0, 5), _load(24)]
    program += [_equal(TIOCSTI, 1, 0), _equal(TIOCLINUX, 0, 1), _answer(eperm), _answer(allow)]
    program += [_equal(SOCKET[column], 0, len(sockets) + 3), _load(16)]
    for position, family in enumerate(sockets):
        program.append(_equal(family, len(sockets) - position, 0))
    program += [_answer(eafnosupport)] + [_answer(allow)] * 2
    return b"".join(program)


def seccomp(sockets: tuple[int, ...]) -> None:
    """Install the filter on this thread and all its children: prctl(2), PR_SET_SECCOMP."""
    program = seccomp_program(sockets)
    buffer = ctypes.create_string_buffer(program, len(program))
    header = ctypes.create_string_buffer(
        struct.pack("@HP", len(program) // 8, ctypes.addressof(buffer)), struct.calcsize("@HP")
    )
    _prctl(PR_SET_SECCOMP, 2, ctypes.addressof(header))
