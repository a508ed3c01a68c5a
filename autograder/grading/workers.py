"""Who does the work: handed in by whoever grades, so that a laptop, a cluster and a test differ in nothing else.

Workers open neither the gradebook nor the course: they turn a task into a result.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import active_children
from typing import Any, Generic, Protocol, TypeVar

from autograder.grading.pending import Pending
from autograder.stopping import end_with

__all__ = ["LocalProcesses", "ThisProcess", "Workers"]

Task = TypeVar("Task")
Result = TypeVar("Result")
AHEAD = 2  # tasks that are handed out for each process: one at work, one that waits


class Workers(Protocol):
    """Whatever can do tasks."""

    def map(
        self, work: Callable[[Task], Result], tasks: Iterable[Task]
    ) -> Generator[tuple[Task, Result | None], None, None]:
        """Yield each task with its result as it is done, in any order; None where it was lost again and again.

        Closing the generator ends what is still at work.
        """


class ThisProcess:
    """Do one task after the other, here."""

    def map(
        self, work: Callable[[Task], Result], tasks: Iterable[Task]
    ) -> Generator[tuple[Task, Result | None], None, None]:
        """Yield each task with its result, in order."""
        for task in tasks:
            yield task, work(task)


class LocalProcesses:
    """Do tasks in processes of this machine.

    Parameters
    ----------
    count
        How many processes.
    watch
        Called about once a second with the tasks at work and for how many seconds each has been.
    """

    def __init__(self, count: int, watch: Callable[[list[tuple[Any, float]]], None] = lambda _running: None) -> None:
        self.count, self.watch = count, watch

    def map(
        self, work: Callable[[Task], Result], tasks: Iterable[Task]
    ) -> Generator[tuple[Task, Result | None], None, None]:
        """Yield results as processes come free; what was at work when one died is done once more, each alone."""
        todo = Pending(tasks)
        while not todo.is_over or todo.returned:
            for task in (yield from self._together(work, todo, self.count)):
                if (yield from self._together(work, Pending([task]), 1)):
                    yield task, None

    def _together(
        self, work: Callable[[Task], Result], todo: Pending[Task], count: int
    ) -> Generator[tuple[Task, Result], None, list[Task]]:
        """Do tasks until none is left or a process dies; return those that were at work then."""
        before = active_children()
        pool = ProcessPoolExecutor(max_workers=count, initializer=_begin, initargs=(os.getpid(), work))
        running: dict[Future[Result], _Running[Task]] = {}
        lost: list[Task] = []
        try:
            while True:
                for task in todo.take(0 if lost else AHEAD * count - len(running)):
                    try:
                        running[pool.submit(_do, task)] = _Running(task)
                    except BrokenProcessPool:
                        lost.append(task)
                        break
                if not running:
                    break
                done, _ = wait(running, timeout=1, return_when=FIRST_COMPLETED)
                self._look(running, count)
                for future in done:
                    task = running.pop(future).task
                    try:
                        result = future.result()
                    except BrokenProcessPool:
                        lost.append(task)
                    else:
                        todo.done(task)
                        yield task, result
        except BaseException:
            for child in active_children():
                if child not in before:
                    child.kill()
            raise
        finally:
            pool.shutdown(cancel_futures=True)
        for task in lost:
            todo.done(task)
        return lost

    def _look(self, running: dict[Future[Result], _Running[Task]], count: int) -> None:
        """Tell what is at work: the first of those that wait, as they are taken in order."""
        now = time.monotonic()
        for each in list(running.values())[:count]:
            each.since = each.since or now
        self.watch([(each.task, now - each.since) for each in running.values() if each.since])


_work: Callable[[Any], Any]


def _begin(parent: int, work: Callable[[Any], Any]) -> None:
    """Keep in a new process what all its tasks need: it does not travel with each of them."""
    global _work  # noqa: PLW0603 - one run a process
    end_with(parent)
    _work = work


def _do(task: Any) -> Any:
    return _work(task)


@dataclass
class _Running(Generic[Task]):
    task: Task
    since: float = 0.0
