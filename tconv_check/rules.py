"""What a learner's code may not do where it is graded: threads, programs, the network, files of the machine.

Python tells an audit hook before it does any of these. This is no wall: it only says on the learner's machine what the
grader's sandbox would say.
"""

from __future__ import annotations

import contextlib
import functools
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tconv_check.conditions import ONLY_NUMPY

__all__ = ["Rules"]

PROGRAMS = frozenset({
    "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile", "os.system", "subprocess.Popen",
})  # fmt: skip
NETWORK = frozenset({"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "urllib.Request"})


class Rules:
    """Hold while a learner's code runs, and not while ours or a test's does.

    Parameters
    ----------
    folders
        In which files may be opened.
    """

    def __init__(self, folders: list[Path]) -> None:
        self.folders = [os.path.normcase(os.path.realpath(folder)) for folder in folders]
        self.active = False
        sys.addaudithook(self._hear)
        self._guard_threads()

    @contextlib.contextmanager
    def hold(self) -> Iterator[None]:
        """Hold for a while."""
        before, self.active = self.active, True
        try:
            yield
        finally:
            self.active = before

    def _guard_threads(self) -> None:
        start = threading.Thread.start  # no audit event before Python 3.12

        @functools.wraps(start)
        def guarded(thread: threading.Thread) -> None:
            if self.active:
                raise RuntimeError(f"can't start new thread: {ONLY_NUMPY}, and no threads")
            start(thread)

        threading.Thread.start = guarded  # type: ignore[assignment, method-assign] # a process of its own

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.active:
            return
        if event in PROGRAMS:
            raise PermissionError(f"no program can be started: {ONLY_NUMPY}")
        if event in NETWORK:
            raise OSError(f"there is no network: {ONLY_NUMPY}")
        if event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
            self._check_file(os.fsdecode(arguments[0]))

    def _check_file(self, path: str) -> None:
        self.active = False  # finding out where the file lies is ours
        try:
            place = os.path.normcase(os.path.realpath(path))
        finally:
            self.active = True
        if path != os.devnull and not any(place.startswith(folder + os.sep) for folder in self.folders):
            raise FileNotFoundError(f"there is no file {path!r}: {ONLY_NUMPY}, and no files")
