"""A warm process and its forks, from the outside; the other half is ``sandbox.inside.fork_server``.

Starting Python with NumPy takes 125 ms, a fork of it 3 ms: so one process is started, and forked for each submission.
"""

from __future__ import annotations

import contextlib
import os
import resource
import select
import signal
import socket
import subprocess
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self

__all__ = [
    "ADDRESS_SPACE",
    "START_SECONDS",
    "EndedAtStartError",
    "Fork",
    "NoForkError",
    "WarmProcess",
    "too_little_memory",
]

START_SECONDS = 30.0
ADDRESS_SPACE = 4 << 30
"""Bytes that the largest process of a run may ask for: a fork of the examiner."""


class NoForkError(Exception):
    """The warm process gave no fork; the message says why, where that is known."""


class EndedAtStartError(NoForkError):
    """The warm process has ended before it was ready, and has not said why."""

    def __init__(self) -> None:
        super().__init__("it ended at its start")


def too_little_memory(limit: int | None = None) -> str:
    """Return what is wrong with the limit on this process's address space; empty if it is enough.

    >>> too_little_memory(2 << 30).partition(":")[0]
    'a process may have 2.0 GiB of address space here, and grading needs 4'
    """
    allowed = resource.getrlimit(resource.RLIMIT_AS)[0] if limit is None else limit
    if allowed == resource.RLIM_INFINITY or allowed >= ADDRESS_SPACE:
        return ""
    have, needed = f"{allowed / (1 << 30):.1f} GiB of address space", ADDRESS_SPACE >> 30
    cure = "start it from a shell without that limit (ulimit -v)"
    return f"a process may have {have} here, and grading needs {needed}: {cure}"


class Fork:
    """A running fork: a socket to speak with it, and a descriptor to end it."""

    def __init__(self, channel: socket.socket, pidfd: int) -> None:
        self.channel = channel
        self.pidfd: int | None = pidfd

    def interrupt(self) -> None:
        """Ask it to leave what it is doing; it may not listen."""
        if self.pidfd is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.pidfd, signal.SIGINT)

    def kill(self) -> None:
        """End it and all that it started, and wait until it is gone."""
        if self.pidfd is None:
            return
        self.channel.close()
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)
        gone = select.poll()
        gone.register(self.pidfd, select.POLLIN)
        gone.poll(START_SECONDS * 1000)
        os.close(self.pidfd)
        self.pidfd = None


class WarmProcess(ABC):
    """A process that is started when first needed, and forked on request. Not for use by two threads at once."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.control: socket.socket | None = None
        self.owner = os.getpid()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process; in a child of its owner, only forget it."""
        if self.owner != os.getpid():
            self.process, self.owner = None, os.getpid()
        if self.control is not None:
            self.control.close()
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        self.process = self.control = None

    def fork(self) -> Fork:
        """Return a fresh fork, on the cores where this thread may run; a process that has ended is started anew.

        Raises
        ------
        NoForkError
            The process ends meanwhile, perhaps at its start.
        """
        if self.owner != os.getpid():
            self.close()  # two processes on one channel would take each other's forks
        if self.process is not None and self.process.poll() is not None:
            self.close()
        control = self.control or self._started()
        ours, theirs = socket.socketpair()
        try:
            mask = sum(1 << core for core in os.sched_getaffinity(0))
            socket.send_fds(control, [b"%x" % mask], [theirs.fileno()])
            data, descriptors, _, _ = socket.recv_fds(control, 16, 1)
        except OSError as error:
            ours.close()
            raise NoForkError(str(error)) from error
        finally:
            theirs.close()
        if not data or not descriptors:
            ours.close()
            raise NoForkError("")
        return Fork(ours, descriptors[0])

    @abstractmethod
    def launch(self, control: int) -> subprocess.Popen[bytes]:
        """Start the process, which inherits the descriptor ``control``."""

    @abstractmethod
    def greet(self, control: socket.socket, process: subprocess.Popen[bytes]) -> None:
        """Wait until the process is ready to fork, or raise what says why it is not.

        Raises
        ------
        EndedAtStartError
            Nothing says why: it was killed, perhaps.
        """

    def _started(self) -> socket.socket:
        self.control, theirs = socket.socketpair()
        self.control.settimeout(START_SECONDS)
        try:
            with theirs:
                self.process = self.launch(theirs.fileno())
            self.greet(self.control, self.process)
        except BaseException:
            self.close()
            raise
        return self.control
