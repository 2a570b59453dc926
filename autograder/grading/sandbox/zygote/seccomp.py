"""seccomp: which system calls a process may make. seccomp(2), userspace-api/seccomp_filter.rst."""

from __future__ import annotations

import ctypes
import platform
import struct

from autograder.grading.sandbox.zygote.linux import NAMESPACE_FLAGS, prctl

PR_SET_SECCOMP = 22  # linux/prctl.h
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


def _instruction(code: int, true: int, false: int, value: int) -> bytes:
    return struct.pack("=HBBI", code, true, false, value)


def _load(offset: int) -> bytes:
    return _instruction(0x20, 0, 0, offset)


def _equal(value: int, true: int, false: int) -> bytes:
    return _instruction(0x15, true, false, value)


def _answer(value: int) -> bytes:
    return _instruction(0x06, 0, 0, value)


def build_program(sockets: tuple[int, ...]) -> bytes:
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


def install(sockets: tuple[int, ...]) -> None:
    """Install the filter on this thread and all its children: prctl(2), PR_SET_SECCOMP."""
    program = build_program(sockets)
    buffer = ctypes.create_string_buffer(program, len(program))
    header = ctypes.create_string_buffer(
        struct.pack("@HP", len(program) // 8, ctypes.addressof(buffer)), struct.calcsize("@HP")
    )
    prctl(PR_SET_SECCOMP, 2, ctypes.addressof(header))
