"""One core for a worker and for the processes that it asks: they wait for each other, and never work at once.

Waking a process on another core takes longer than most calls of a learner's function. So all stay on the core where the
worker is, for as long as a submission is graded and nobody else wants that core; in between the system may move them.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

__all__ = ["OneCore", "waited"]

CROWDED = 0.33
"""From this part of the time that a worker waits on, somebody else is there; alone it waits for 0.07 to 0.18."""
SCHEDULE = Path("/proc/thread-self/schedstat")

_libc = ctypes.CDLL(None)


def waited() -> float:
    """Return the seconds that this thread could have run and had no core.

    Raises
    ------
    OSError
        The system does not count them.
    """
    return int(SCHEDULE.read_text(encoding="ascii").split()[1]) / 1e9


class OneCore:
    """Keeps a thread on one core at a time, of those that it may use.

    Parameters
    ----------
    waited, now
        The seconds that the thread has waited for a core, and a clock.
    """

    def __init__(self, waited: Callable[[], float] = waited, now: Callable[[], float] = time.monotonic) -> None:
        self.waited, self.now = waited, now
        self.is_crowded = False

    @contextlib.contextmanager
    def kept(self) -> Iterator[None]:
        """Stay on the core where we are, unless it was crowded the last time."""
        allowed = os.sched_getaffinity(0)
        try:
            start, before = self.now(), self.waited()
            if not self.is_crowded:
                os.sched_setaffinity(0, {_core()})
        except (OSError, ValueError):  # nothing to count by, or the system does not allow it
            allowed = set()
        try:
            yield
        finally:
            if allowed:
                self.is_crowded = not self.is_crowded and self.waited() - before > CROWDED * (self.now() - start)
                os.sched_setaffinity(0, allowed)


def _core() -> int:
    """Return the core on which this thread runs."""
    number = int(_libc.sched_getcpu())
    if number < 0:
        raise OSError("the system does not say on which core a thread runs")
    return number
