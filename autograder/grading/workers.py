"""Who does the work: handed in by whoever grades, so that a laptop, a cluster and a test differ in nothing else.

Workers open neither the gradebook nor the course: they turn a task into a result.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import Protocol, TypeVar

__all__ = ["LocalProcesses", "ThisProcess", "Workers"]

Task = TypeVar("Task")
Result = TypeVar("Result")
PR_SET_PDEATHSIG = 1


class Workers(Protocol):
    """Whatever can do tasks."""

    def map(self, work: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[tuple[Task, Result | None]]:
        """Yield each task with its result as it is done, in any order; None where it was lost again and again."""


class ThisProcess:
    """Do one task after the other, here."""

    def map(self, work: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[tuple[Task, Result | None]]:
        """Yield each task with its result, in order."""
        for task in tasks:
            yield task, work(task)


class LocalProcesses:
    """Do tasks in ``count`` processes of this machine."""

    def __init__(self, count: int) -> None:
        self.count = count

    def map(self, work: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[tuple[Task, Result | None]]:
        """Yield results as processes come free; what is lost with a process is done once more, then each alone."""
        todo = list(tasks)
        for _ in range(2):
            lost: list[Task] = []
            if todo:
                yield from self._together(work, todo, lost, self.count)
            todo = lost
        for task in todo:
            lost = []
            yield from self._together(work, [task], lost, 1)
            if lost:
                yield task, None

    def _together(
        self, work: Callable[[Task], Result], tasks: list[Task], lost: list[Task], count: int
    ) -> Iterator[tuple[Task, Result]]:
        with ProcessPoolExecutor(max_workers=count, initializer=_end_with, initargs=(os.getpid(),)) as pool:
            running = {}
            for task in tasks:
                try:
                    running[pool.submit(work, task)] = task
                except BrokenProcessPool:
                    lost.append(task)
            for future in as_completed(running):
                try:
                    result = future.result()
                except BrokenProcessPool:
                    lost.append(running[future])
                else:
                    yield running[future], result


def _end_with(parent: int) -> None:
    """End this process when the one that records ends: a killed run leaves nothing behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
