"""The seccomp filter, run by a small interpreter of classic BPF for both architectures."""

import os
import platform
import struct

import pytest

from autograder.grading.sandbox.zygote import linux, seccomp

pytestmark = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="the sandbox is Linux's")

ALLOW, KILL, EPERM, ENOSYS, EAFNOSUPPORT = 0x7FFF0000, 0x80000000, 0x50001, 0x50026, 0x50061
MACHINES = list(seccomp.ARCHITECTURES)


def answer(program: bytes, architecture: int, number: int, *arguments: int) -> int:
    """What the kernel would answer: struct seccomp_data of seccomp(2), classic BPF."""
    padded = (*arguments, 0, 0, 0, 0, 0, 0)[:6]
    data = struct.pack("=iIQ6Q", number, architecture, 0, *padded)
    accumulator = position = 0
    while True:
        code, true, false, value = struct.unpack_from("=HBBI", program, position * 8)
        position += 1
        if code == 0x20:
            (accumulator,) = struct.unpack_from("=I", data, value)
        elif code == 0x06:
            return int(value)
        else:
            holds = {0x15: accumulator == value, 0x35: accumulator >= value}
            holds[0x45] = bool(accumulator & value)
            position += true if holds[code] else false


@pytest.fixture(params=MACHINES)
def machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(platform, "machine", lambda: request.param)
    return str(request.param)


def numbers(machine: str, entry: tuple[int | None, int | None]) -> int | None:
    return entry[MACHINES.index(machine)]


def test_denied_calls_fail_and_ordinary_ones_pass(machine: str) -> None:
    program, arch = seccomp.build_program((1,)), seccomp.ARCHITECTURES[machine]
    denied = {numbers(machine, entry) for entry in seccomp.DENIED.values()} - {None}
    special = {numbers(machine, e) for e in (seccomp.CLONE3, seccomp.SOCKET)}
    for number in range(500):
        expected = EPERM if number in denied else ALLOW
        if number not in special:
            assert answer(program, arch, number) == expected, number


def test_only_the_given_address_families_exist(machine: str) -> None:
    arch = seccomp.ARCHITECTURES[machine]
    number = numbers(machine, seccomp.SOCKET) or 0
    for families in ((), (1,), (1, 2, 10)):
        program = seccomp.build_program(families)
        for family in range(50):
            expected = ALLOW if family in families else EAFNOSUPPORT
            assert answer(program, arch, number, family) == expected


def test_no_new_namespaces(machine: str) -> None:
    program, arch = seccomp.build_program((1,)), seccomp.ARCHITECTURES[machine]
    clone = numbers(machine, seccomp.CLONE) or 0
    assert answer(program, arch, clone, 0x11) == ALLOW  # fork
    assert answer(program, arch, clone, 0x3D0F00) == ALLOW  # a thread
    for flag in (linux.NEWNS, linux.NEWUSER, linux.NEWPID, linux.NEWNET):
        assert answer(program, arch, clone, flag | 0x11) == EPERM
    assert answer(program, arch, numbers(machine, seccomp.CLONE3) or 0) == ENOSYS


def test_no_typing_into_terminals(machine: str) -> None:
    program, arch = seccomp.build_program((1,)), seccomp.ARCHITECTURES[machine]
    ioctl = numbers(machine, seccomp.IOCTL) or 0
    assert answer(program, arch, ioctl, 0, seccomp.TIOCSTI) == EPERM
    assert answer(program, arch, ioctl, 0, seccomp.TIOCLINUX) == EPERM
    assert answer(program, arch, ioctl, 0, 0x5401) == ALLOW


def test_other_architectures_are_killed(machine: str) -> None:
    program = seccomp.build_program((1,))
    assert answer(program, 0x40000003, 11) == KILL  # 32-bit x86
    if machine == "x86_64":
        assert answer(program, seccomp.ARCHITECTURES[machine], seccomp.X32_BIT | 1) == KILL


def test_a_machine_without_a_table_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    with pytest.raises(ValueError, match="riscv64"):
        seccomp.build_program((1,))
