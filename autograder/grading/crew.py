"""The workers of a cluster as whoever hands out work sees them: who is there, who is fit, what each has in hand."""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from autograder.grading.pending import Pending, size_of

__all__ = ["Crew", "Member", "Parcel"]

Task = TypeVar("Task")
AHEAD = 2  # parcels for each thread: one at work, one that waits
PARCEL_SECONDS = 1.0  # of work in one parcel: sending one costs 10 ms
MAX_TASKS, MAX_BYTES = 50, 1 << 20  # in one parcel; a larger submission goes alone
WEIGHT = 0.2  # of the latest parcel in the mean time of a task


@dataclass
class Parcel(Generic[Task]):
    """Tasks that go to a worker together."""

    number: int
    tasks: list[Task]
    is_alone: bool = False
    """Whether it is one task that was at work when a worker was lost: nothing else is there while it runs."""

    def packed(self) -> bytes:
        """Return the tasks as they travel."""
        return pickle.dumps(self.tasks)


@dataclass
class Member(Generic[Task]):
    """One worker process."""

    address: str
    threads: int
    host: str = ""
    is_fit: bool = False
    """Whether it was asked, and can grade."""
    problem: str = ""
    """Why it takes no work."""
    has: dict[str, Parcel[Task]] = field(default_factory=dict)
    """What it has in hand, the oldest first, by the key of Dask's task."""

    @property
    def name(self) -> str:
        """How it is called in a message."""
        return f"{self.host} ({self.address})" if self.host else self.address


class Crew(Generic[Task]):
    """All workers, and what is handed to them next.

    A lost worker's tasks are done elsewhere. Those that were at work may have been the cause: each is done once more
    with nothing beside it, and if that worker is lost, too, the task was it.
    """

    def __init__(self, pending: Pending[Task], parcel_seconds: float = PARCEL_SECONDS) -> None:
        self.pending = pending
        self.parcel_seconds = parcel_seconds
        self.members: dict[str, Member[Task]] = {}
        self.suspects: deque[Task] = deque()
        self.guilty: list[Task] = []
        """What has ended two workers."""
        self.seconds_a_task: float | None = None
        self.number = 0

    @property
    def has_nothing_left(self) -> bool:
        """Whether all is done."""
        in_hand = any(member.has for member in self.members.values())
        return self.pending.is_over and not (in_hand or self.suspects or self.pending.returned or self.guilty)

    @property
    def is_fit(self) -> bool:
        """Whether anybody can grade."""
        return any(member.is_fit for member in self.members.values())

    def hand_out(self) -> Iterator[tuple[Member[Task], Parcel[Task]]]:
        """Yield what each worker gets now, until each has enough or nothing can be taken."""
        for depth in range(1, AHEAD + 1):
            for member in list(self.members.values()):
                while member.is_fit and (parcel := self._next(member, depth * member.threads)) is not None:
                    yield member, parcel

    def _next(self, member: Member[Task], most: int) -> Parcel[Task] | None:
        alone = any(parcel.is_alone for parcel in member.has.values())
        if alone or len(member.has) >= most or (self.suspects and member.has):
            return None
        self.number += 1
        if self.suspects:
            return Parcel(self.number, [self.suspects.popleft()], is_alone=True)
        tasks: list[Task] = []
        size = 0
        for task in self.pending.take(self._tasks_in_a_parcel()):
            tasks.append(task)
            size += size_of(task)
            if size >= MAX_BYTES:
                break
        return Parcel(self.number, tasks) if tasks else None

    def _tasks_in_a_parcel(self) -> int:
        if self.seconds_a_task is None:
            return 1
        return max(1, min(MAX_TASKS, round(self.parcel_seconds / max(self.seconds_a_task, 1e-3))))

    def done(self, parcel: Parcel[Task], seconds: float) -> None:
        """Note that a parcel is done, and how long that took."""
        for task in parcel.tasks:
            self.pending.done(task)
        mean = seconds / len(parcel.tasks)
        self.seconds_a_task = (
            mean if self.seconds_a_task is None else self.seconds_a_task * (1 - WEIGHT) + mean * WEIGHT
        )

    def lost(self, member: Member[Task]) -> None:
        """Take back what a worker had that is there no more."""
        self.members.pop(member.address, None)
        for place, key in enumerate(list(member.has)):
            parcel = member.has.pop(key)
            if place < member.threads:
                self.suspect(parcel)
            else:
                self.pending.give_back(parcel.tasks)

    def suspect(self, parcel: Parcel[Task]) -> None:
        """Take back what was at work when its worker was lost, or gave no results."""
        if parcel.is_alone:
            self.guilty += parcel.tasks
        else:
            self.suspects += parcel.tasks

    def take_guilty(self) -> Iterator[Task]:
        """Yield what is given up."""
        while self.guilty:
            task = self.guilty.pop()
            self.pending.done(task)
            yield task

    def find(self, number: int, place: int) -> Any:
        """Return a task by its place in a parcel; None if that is done."""
        parcels = (parcel for member in self.members.values() for parcel in member.has.values())
        return next((parcel.tasks[place] for parcel in parcels if parcel.number == number), None)
