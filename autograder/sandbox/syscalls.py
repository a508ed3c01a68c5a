"""The system calls that a learner's code may make: what Python and NumPy need to compute, and no other.

No process and no thread can be started, no network, no key, no namespace, no shared memory. So one submission is one
process, and a limit on that process is a limit on the submission.
"""

from __future__ import annotations

import errno
import os

import pyseccomp as seccomp

__all__ = ["bpf_program"]

ALLOWED = """
read write readv writev pread64 pwrite64 lseek close fstat stat lstat newfstatat statx access faccessat faccessat2
open openat getdents64 readlink readlinkat getcwd chdir mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2
ftruncate truncate fsync fdatasync umask dup dup2 dup3 fcntl pipe2 flock
mmap munmap mprotect mremap madvise brk
poll ppoll select pselect6 epoll_create1 epoll_ctl epoll_wait epoll_pwait eventfd2
sendto recvfrom sendmsg recvmsg shutdown getsockopt setsockopt getsockname getpeername
rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack rt_sigpending setitimer getitimer alarm pause tgkill
nanosleep clock_nanosleep clock_gettime clock_getres gettimeofday time times getrusage
getpid gettid getppid getuid geteuid getgid getegid getgroups getpgrp getresuid getresgid
futex sched_yield sched_getaffinity set_tid_address set_robust_list rseq restart_syscall membarrier
getrandom uname sysinfo getrlimit exit exit_group
""".split()  # noqa: SIM905 - a table
MAP_SHARED = 1
AF_UNIX = 1
FIONBIO, FIOCLEX, FIONCLEX = 0x5421, 0x5451, 0x5450


def bpf_program() -> bytes:
    """Return the filter as BPF for this machine's processor; made outside, loaded by each sandbox.

    Whatever is not allowed gives EPERM, so that honest code that tries sees an error it can read; the calls of
    another architecture end the process.
    """
    rules = seccomp.SyscallFilter(seccomp.ERRNO(errno.EPERM))
    for name in ALLOWED:
        if name != "mmap" and _exists(name):
            rules.add_rule(seccomp.ALLOW, name)
    rules.add_rule(seccomp.ALLOW, "mmap", seccomp.Arg(3, seccomp.MASKED_EQ, MAP_SHARED, 0))
    rules.add_rule(seccomp.ALLOW, "socketpair", seccomp.Arg(0, seccomp.EQ, AF_UNIX))
    rules.add_rule(seccomp.ALLOW, "prlimit64", seccomp.Arg(2, seccomp.EQ, 0))  # to read a limit, not to set it
    rules.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")
    for command in (FIONBIO, FIOCLEX, FIONCLEX):
        rules.add_rule(seccomp.ALLOW, "ioctl", seccomp.Arg(1, seccomp.EQ, command))
    memory = os.memfd_create("filter")
    with os.fdopen(memory, "w+b") as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def _exists(name: str) -> bool:
    try:
        return bool(seccomp.resolve_syscall(seccomp.Arch.NATIVE, name) >= 0)
    except (OSError, ValueError, RuntimeError):
        return False
