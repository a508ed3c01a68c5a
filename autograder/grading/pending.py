"""Tasks that wait for a worker: taken one at a time, so that any class needs the memory of a few submissions."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any, Generic, TypeVar

__all__ = ["MAX_BYTES_OUT", "Pending", "size_of"]

Task = TypeVar("Task")
MAX_BYTES_OUT = 16 << 20
"""Bytes of all tasks that are with workers or on their way; each is there two or three times over while it is sent."""


def size_of(task: Any) -> int:
    """Return how many bytes a task holds, by its own word; 0 for one that does not say."""
    return int(getattr(task, "size", 0))


class Pending(Generic[Task]):
    """What is to be done, and how much of it is out.

    Parameters
    ----------
    tasks
        Read one at a time, when there is room for one more.
    max_bytes
        How much may be out at once; one task may, whatever its size.
    """

    def __init__(self, tasks: Iterable[Task], max_bytes: int = MAX_BYTES_OUT) -> None:
        self.rest = iter(tasks)
        self.max_bytes = max_bytes
        self.bytes_out = 0
        self.returned: deque[Task] = deque()
        """Lost on their way, by no fault of their own: they come first."""
        self.is_over = False
        """Whether the last one was taken; those that came back are beside it."""

    def take(self, most: int) -> Iterator[Task]:
        """Yield at most so many tasks, as long as there are some and there is room for one more."""
        for _ in range(most):
            if self.bytes_out >= self.max_bytes:
                return
            if self.returned:
                task = self.returned.popleft()
            else:
                try:
                    task = next(self.rest)
                except StopIteration:
                    self.is_over = True
                    return
            self.bytes_out += size_of(task)
            yield task

    def done(self, task: Task) -> None:
        """Forget a task that is done."""
        self.bytes_out -= size_of(task)

    def give_back(self, tasks: Iterable[Task]) -> None:
        """Take back tasks that nobody has begun."""
        for task in tasks:
            self.bytes_out -= size_of(task)
            self.returned.append(task)
