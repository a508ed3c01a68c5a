"""What a process gives up before it runs a learner's code: rights, system calls, memory, files.

Runs inside the sandbox, with the standard library alone. The order matters: mounts need the capability that is
dropped next, and the filter of system calls comes last, since it forbids all of this.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import resource
import signal
from typing import NamedTuple

__all__ = ["Limits", "clone", "give_up_rights", "keep_for_forking", "keep_memory", "only_descriptors"]


class Limits(NamedTuple):
    """What one submission may use; a process can start no other, so each limit holds for the submission."""

    memory: int = 1 << 30
    """Bytes of address space."""
    disk: int = 16 << 20
    """Bytes in its /tmp."""
    files: int = 1024
    """Files in its /tmp."""
    descriptors: int = 64
    cpu_seconds: int = 600
    """The kernel's own end of it; the deadlines of ``session`` come long before."""


CLONE_NUMBER = {"x86_64": 56, "aarch64": 220}
NEW_MOUNTS, NEW_CGROUP, NEW_UTS, NEW_IPC, NEW_PID = 0x20000, 0x2000000, 0x4000000, 0x8000000, 0x20000000
CLONE_PIDFD = 0x1000
SET_DUMPABLE, CAPBSET_DROP, SET_SECCOMP, SET_NO_NEW_PRIVS, CAP_AMBIENT = 4, 24, 22, 38, 47
CAP_AMBIENT_CLEAR_ALL = 4
SECCOMP_MODE_FILTER = 2
CAPABILITY_VERSION_3 = 0x20080522
MOUNT_FLAGS = 0b1110  # nosuid, nodev, noexec
SETPCAP, SYS_ADMIN = 8, 21
FORKING = SETPCAP, SYS_ADMIN
"""Capabilities of a warm process, which makes namespaces and mounts; its forks drop them, too."""
MMAP_THRESHOLD, TRIM_THRESHOLD = -3, -1
KEPT_MEMORY = 32 << 20
"""Bytes that malloc keeps when they are freed, and of an array that comes from what is kept."""

_libc = ctypes.PyDLL(None, use_errno=True)  # keeps the interpreter's lock: a child has no other thread to wait for


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def clone(*, namespaces: bool) -> tuple[int, int]:
    """Fork this single-threaded process, into its own namespaces if asked; return (pid, pidfd), (0, -1) in the child.

    The descriptor exists before the child runs a single line, so that whoever holds it can always end the child;
    as first process of its namespace the child takes all others with it.
    """
    flags = signal.SIGCHLD | CLONE_PIDFD
    if namespaces:
        flags |= NEW_MOUNTS | NEW_CGROUP | NEW_UTS | NEW_IPC | NEW_PID
    number = CLONE_NUMBER[platform.machine()]
    pidfd = ctypes.c_int(-1)
    ctypes.pythonapi.PyOS_BeforeFork()
    pid = _libc.syscall(number, ctypes.c_ulong(flags), None, ctypes.byref(pidfd), None, None)
    if pid == 0:
        ctypes.pythonapi.PyOS_AfterFork_Child()
        return 0, -1
    error = ctypes.get_errno()
    ctypes.pythonapi.PyOS_AfterFork_Parent()
    if pid < 0:
        raise OSError(error, os.strerror(error))
    return pid, pidfd.value


def keep_memory() -> None:
    """Let malloc keep what is freed: to give a learner's arrays back and ask anew costs a fault for each page."""
    with contextlib.suppress(AttributeError):  # another C library than GNU's
        _libc.mallopt(MMAP_THRESHOLD, KEPT_MEMORY)
        _libc.mallopt(TRIM_THRESHOLD, 2 * KEPT_MEMORY)


def keep_for_forking() -> None:
    """Drop every capability that a warm process does not need, so that each fork has but two to drop."""
    capability = 0
    while capability in FORKING or _libc.prctl(CAPBSET_DROP, ctypes.c_ulong(capability), 0, 0, 0) == 0:
        capability += 1


def only_descriptors(keep: int) -> int:
    """Close every descriptor but ``keep``, which becomes 3; 0 to 2 lead to /dev/null."""
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    if keep != 3:
        os.dup2(keep, 3)
    os.closerange(4, 1 << 16)
    return 3


def give_up_rights(limits: Limits, program: bytes) -> None:
    """Leave nothing but computing, a small /tmp and the descriptors that are open.

    ``program`` is the filter of system calls, as BPF.
    """
    options = f"size={limits.disk},nr_inodes={limits.files},mode=777".encode()
    _check(_libc.mount(b"tmpfs", b"/tmp", b"tmpfs", MOUNT_FLAGS, options), "mount")
    os.chdir("/tmp")  # noqa: S108
    for kind, value in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_NOFILE, limits.descriptors),
        (resource.RLIMIT_FSIZE, limits.disk),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        resource.setrlimit(kind, (value, value))
    _prctl(SET_DUMPABLE, 0)
    _prctl(SET_NO_NEW_PRIVS, 1)
    _drop_capabilities()
    _load_filter(program)


def _drop_capabilities() -> None:
    _prctl(CAP_AMBIENT, CAP_AMBIENT_CLEAR_ALL)
    for capability in FORKING:  # of all others the warm process has none to give (`keep_for_forking`)
        _prctl(CAPBSET_DROP, capability)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    none = (ctypes.c_uint32 * 6)()
    _check(_libc.capset(header, none), "capset")


def _load_filter(program: bytes) -> None:
    code = ctypes.create_string_buffer(program, len(program))
    described = _Program(len(program) // 8, ctypes.cast(code, ctypes.c_void_p))
    _check(_libc.prctl(SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(described), 0, 0), "seccomp")


def _prctl(option: int, value: int) -> None:
    _check(_libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0), "prctl")


def _check(result: int, what: str) -> None:
    if result != 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{what}: {os.strerror(error)}")
