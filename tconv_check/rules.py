"""What a learner's code may not do where it is graded: threads, programs, the network, files of the machine.

Python tells an audit hook before it does any of these. This is no wall: it only raises on the learner's machine what
the grader's sandbox would raise.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import os
import sys
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

__all__ = ["Rules"]

REFUSED = frozenset({
    "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile", "os.system", "subprocess.Popen",
    "socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "urllib.Request",
})  # fmt: skip
"""Other programs, and the network."""
DEVICES = frozenset({os.devnull, "/dev/urandom"})


class Rules:
    """Hold while a learner's code runs, and not while ours does.

    Parameters
    ----------
    folders
        In which files may be opened.
    """

    def __init__(self, folders: Iterable[Path]) -> None:
        self.folders = [os.path.normcase(os.path.realpath(folder)) for folder in folders]
        self.active = False
        sys.addaudithook(self._hear)
        self._guard_threads()

    @contextlib.contextmanager
    def hold(self) -> Iterator[None]:
        """Hold for a while."""
        self.active = True
        try:
            yield
        finally:
            self.active = False

    def _guard_threads(self) -> None:
        start = threading.Thread.start  # no audit event before Python 3.12

        @functools.wraps(start)
        def guarded(thread: threading.Thread) -> None:
            if self.active:
                raise RuntimeError("can't start new thread")
            start(thread)

        threading.Thread.start = guarded  # type: ignore[assignment, method-assign] # a process of its own

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.active:
            return
        if event in REFUSED:
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))
        if event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
            self._check_file(os.fsdecode(arguments[0]))

    def _check_file(self, path: str) -> None:
        self.active = False  # finding out where the file lies is ours
        try:
            place = os.path.normcase(os.path.realpath(path))
        finally:
            self.active = True
        if path not in DEVICES and not any(place.startswith(folder + os.sep) for folder in self.folders):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
