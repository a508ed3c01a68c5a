"""What a request to end (Ctrl-C, or a signal of the system) does: at every moment it is one line, once.

Nothing is imported here but what Python has loaded anyway, so that a stop is heard while the rest is still loaded.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterator

__all__ = ["STOP", "STOPPED", "Stop", "end_with"]

STOPPED = "stopped; what was finished is kept, run the same command to go on"
EXIT_CODE = 130
PR_SET_PDEATHSIG = 1


class Stop:
    """The handler of the signals that ask a process to end."""

    def __init__(self) -> None:
        self.process = 0
        self.at_once = True
        """Whether nothing is begun that has to be kept or undone, as while things are loaded."""
        self.over = False
        """Whether there is nothing left to stop, or it is being stopped: saving is not disturbed by a second one."""

    def watch(self) -> None:
        """Hear the signals from now on; what whoever started us has switched off stays so."""
        self.process = os.getpid()
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)  # Windows has no SIGHUP
            if number is not None and signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self)
        sys.unraisablehook = self._unraisable

    def __call__(self, _number: int, _frame: object) -> None:
        """Raise `KeyboardInterrupt`, once; end at once where nothing was begun."""
        if os.getpid() != self.process:  # a copy of the process, which keeps nothing
            os._exit(EXIT_CODE)
        if self.over:
            return
        if self.at_once:  # an interrupted import, or the start of a process, may fail in any way
            os.write(2, f"error: {STOPPED}\n".encode())
            for child in sys.modules["multiprocessing"].active_children() if "multiprocessing" in sys.modules else ():
                child.kill()
            os._exit(EXIT_CODE)
        self.over = True
        raise KeyboardInterrupt

    @contextlib.contextmanager
    def keeping_nothing(self) -> Iterator[None]:
        """Within it a stop ends the process, and those that it has started, at once."""
        before, self.at_once = self.at_once, True
        try:
            yield
        finally:
            self.at_once = before

    def _unraisable(self, lost: sys.UnraisableHookArgs) -> None:
        """Hear the next request where Python drops one, in a finaliser say."""
        if issubclass(lost.exc_type, KeyboardInterrupt):
            self.over = False
        else:
            sys.__unraisablehook__(lost)


STOP = Stop()


def end_with(parent: int) -> None:
    """End this process when the one that records ends, and not before: a stopped run leaves nothing behind."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for name in ("SIGINT", "SIGHUP"):
        if hasattr(signal, name):  # Windows has no SIGHUP
            signal.signal(getattr(signal, name), _pass_over)
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415 - in processes that are at work

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def _pass_over(_number: int, _frame: object) -> None:
    """Take no notice of Ctrl-C: the process that records ends this one; programs that are started here notice it."""
