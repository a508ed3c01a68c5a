"""The system calls that a learner's code may make: what Python and NumPy need to compute, and no other.

No process and no thread can be started, so one submission is one process, and a limit on that process is a limit on
the submission. And no call is left by which one sandbox could leave a mark that another can read, at the same time or
after it: all sandboxes see the same files of the system and run as the same user of the kernel, which counts locks,
descriptors in flight, queued signals, watches and pipes by file or by user, and says so to whoever asks.
"""

from __future__ import annotations

import errno
import os
from typing import NamedTuple

import pyseccomp as seccomp

__all__ = ["ALLOWED", "Allowed", "Only", "bpf_program"]


class Only(NamedTuple):
    """A condition on one argument: its bits under ``mask`` equal ``value``, or with ``below`` it is less than that."""

    argument: int
    value: int = 0
    mask: int | None = None
    below: int | None = None


class Allowed(NamedTuple):
    """Some calls, why they are needed, and on which conditions: any one of ``only`` is enough."""

    calls: str
    reason: str
    only: tuple[Only, ...] = ()


MAP_SHARED = 1
DUPFD, GETFD, SETFD, GETFL, SETFL, DUPFD_CLOEXEC = 0, 1, 2, 3, 4, 1030
FIONBIO, FIOCLEX, FIONCLEX = 0x5421, 0x5451, 0x5450
FUTEX_PRIVATE = 128
FIRST_QUEUED_SIGNAL = 32
DONTNEED, FREE, HUGEPAGE, NOHUGEPAGE = 4, 8, 14, 15

ALLOWED = (
    Allowed("read readv pread64 lseek close getdents64", "files of its own and those that are to be read"),
    Allowed("write writev pwrite64 ftruncate truncate", "files in its own /tmp; all else is read-only"),
    Allowed("open openat", "as above; Python imports modules"),
    Allowed("mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 umask chdir", "its own /tmp"),
    Allowed("fstat stat lstat newfstatat statx access faccessat faccessat2 readlink readlinkat getcwd", "imports"),
    Allowed("dup dup2 dup3", "redirecting output"),
    Allowed(
        "fcntl",
        "flags and copies of descriptors; locks, leases and notices of a shared file could be read by others",
        tuple(Only(1, command) for command in (DUPFD, GETFD, SETFD, GETFL, SETFL, DUPFD_CLOEXEC)),
    ),
    Allowed(
        "ioctl",
        "whether a descriptor blocks and is inherited, as Python sets it",
        tuple(Only(1, command) for command in (FIONBIO, FIOCLEX, FIONCLEX)),
    ),
    Allowed("mmap", "memory of its own; what is shared could be written for others", (Only(3, 0, mask=MAP_SHARED),)),
    Allowed("munmap mprotect mremap brk", "memory of its own"),
    Allowed(
        "madvise",
        "what malloc and NumPy advise; not what moves or merges the pages of others",
        tuple(Only(2, advice) for advice in (DONTNEED, FREE, HUGEPAGE, NOHUGEPAGE)),
    ),
    Allowed(
        "sendto recvfrom", "its socket to the grader; sendmsg could leave descriptors in flight, which are counted"
    ),
    Allowed("poll ppoll select pselect6", "waiting"),
    Allowed("nanosleep clock_nanosleep pause", "waiting"),
    Allowed("clock_gettime clock_getres gettimeofday time times", "the time"),
    Allowed("rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack rt_sigpending", "signals of its own"),
    Allowed("setitimer getitimer alarm", "signals of its own; the interrupt that comes before the end"),
    Allowed(
        "tgkill",
        "abort and raise_signal; signals from 32 on are queued, and counted for all",
        (Only(2, below=FIRST_QUEUED_SIGNAL),),
    ),
    Allowed("getpid gettid getppid getuid geteuid getgid getegid getgroups getpgrp getresuid getresgid", "who it is"),
    Allowed(
        "futex",
        "locks in memory of its own; others would meet at the pages of a shared file",
        (Only(1, FUTEX_PRIVATE, mask=FUTEX_PRIVATE),),
    ),
    Allowed("sched_yield sched_getaffinity", "OpenBLAS and NumPy ask how many processors there are"),
    Allowed("prlimit64", "reading its limits, not setting them", (Only(2, 0),)),
    Allowed("getrlimit", "reading its limits"),
    Allowed("getrandom uname", "random numbers; the name of the system"),
    Allowed("restart_syscall exit exit_group", "going on after a signal; the end"),
)
"""Whatever is not here gives EPERM. Some that were allowed once and went, each for the mark that it could leave or
read: fcntl with locks, flock, pipe2 and socketpair (numbers of inodes), sendmsg, recvmsg, epoll and eventfd (counted
by user), setsockopt, sysinfo (memory and processes of all), getrusage (whether a page was in memory), membarrier,
and signals that are queued."""


def bpf_program() -> bytes:
    """Return the filter as BPF for this machine's processor; made outside, loaded by each sandbox.

    Whatever is not allowed gives EPERM, so that honest code that tries sees an error it can read; the calls of
    another architecture end the process.
    """
    rules = seccomp.SyscallFilter(seccomp.ERRNO(errno.EPERM))
    for row in ALLOWED:
        for name in row.calls.split():
            if not _exists(name):
                continue
            for only in row.only:
                rules.add_rule(seccomp.ALLOW, name, _condition(only))
            if not row.only:
                rules.add_rule(seccomp.ALLOW, name)
    rules.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")
    for name in ("fsync", "fdatasync"):
        rules.add_rule(seccomp.ERRNO(0), name)  # done at once: its /tmp is in memory, and other files are not its own
    memory = os.memfd_create("filter")
    with os.fdopen(memory, "w+b") as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def _condition(only: Only) -> seccomp.Arg:
    if only.below is not None:
        return seccomp.Arg(only.argument, seccomp.LT, only.below)
    if only.mask is not None:
        return seccomp.Arg(only.argument, seccomp.MASKED_EQ, only.mask, only.value)
    return seccomp.Arg(only.argument, seccomp.EQ, only.value)


def _exists(name: str) -> bool:
    try:
        return bool(seccomp.resolve_syscall(seccomp.Arch.NATIVE, name) >= 0)
    except (OSError, ValueError, RuntimeError):
        return False
