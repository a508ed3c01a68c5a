"""One run on a cluster, from the first task to the last: who came, what they get, what they gave, who is gone.

Each task is meant for one worker, which was asked before whether it can grade. So it is known what was at work when a
worker was lost, whatever the scheduler's settings are, and that is done once more elsewhere.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import pickle
import queue
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from distributed import Client, Future

from autograder.errors import CourseError
from autograder.grading import remote
from autograder.grading.crew import PARCEL_SECONDS, Crew, Member, Parcel
from autograder.grading.pending import Pending

__all__ = ["ClusterError", "Shift", "Terms"]

Task = TypeVar("Task")
Result = TypeVar("Result")
LOOK = 1.0  # seconds between two looks at who is there
FETCH = 10.0  # seconds in which a result that is done arrives
GONE = "start it again and run the same command: it goes on from what was recorded"


class ClusterError(CourseError):
    """The cluster cannot be used, or is no longer there; the message says what to do."""


@dataclass
class Terms:
    """How a cluster is used, and who hears of it.

    Parameters
    ----------
    address
        Of the scheduler: ``tcp://HOST:PORT`` or ``tls://HOST:PORT``.
    prove
        Called once on each worker; a `CourseError` says why that one can take no work.
    patience
        Seconds to wait while there is no worker that can.
    say
        Called with a line for a person: who takes no work, and why.
    watch
        Called about once a second with the tasks that take long, and for how many seconds each has been at work.
    parcel_seconds
        How long the tasks that travel together should take.
    """

    address: str
    prove: Callable[[], None] | None = None
    patience: float = 120.0
    say: Callable[[str], None] = lambda _line: None
    watch: Callable[[list[tuple[Any, float]]], None] = lambda _running: None
    parcel_seconds: float = PARCEL_SECONDS


class Shift(Generic[Task, Result]):
    """One run."""

    def __init__(self, terms: Terms, client: Client, work: Callable[[Task], Result], tasks: Iterable[Task]) -> None:
        self.terms, self.client = terms, client
        self.payload = pickle.dumps((work, terms.prove))
        self.versions = remote.versions()
        self.run = f"autograder-{uuid.uuid4().hex}"
        self.crew: Crew[Task] = Crew(Pending(tasks), terms.parcel_seconds)
        self.futures: dict[str, Future] = {}
        self.where: dict[str, Member[Task]] = {}
        self.ready: queue.SimpleQueue[Future] = queue.SimpleQueue()
        self.slow: dict[int, tuple[int, float]] = {}
        """By the number of a parcel, the place of the task that takes long, and since when."""
        self.said: set[str] = set()
        self.looked = -LOOK
        self.unfit_since: float | None = None

    def results(self) -> Iterator[tuple[Task, Result | None]]:
        """Yield each task with its result; None for one that has ended two workers."""
        self.client.subscribe_topic(self.run, self._hear)
        while True:
            self._look()
            for member, parcel in self.crew.hand_out():
                self._submit(member, parcel)
            for task in self.crew.take_guilty():
                yield task, None
            if self.crew.has_nothing_left:
                return
            yield from self._take_in()

    def end(self) -> None:
        """Leave nothing on the cluster; what is at work there ends with its task."""
        with contextlib.suppress(Exception):
            if self.client.status == "running":
                self.client.unsubscribe_topic(self.run)
                self.client.cancel(list(self.futures.values()))
                fit = [member.address for member in self.crew.members.values() if member.is_fit]
                self.client.run(remote.forget, self.run, workers=fit, on_error="ignore")
        self.futures.clear()

    def _look(self) -> None:
        """Look who is there: welcome who is new, take back what those have who are gone."""
        if self.client.status != "running":
            raise ClusterError(f"the scheduler at {self.terms.address} is gone: {GONE}")
        now = time.monotonic()
        if now - self.looked < LOOK:
            return
        self.looked = now
        with self._scheduler():
            threads = self.client.nthreads()
        for address in self.crew.members.keys() - threads.keys():
            self._lose(self.crew.members[address])
        for address in threads.keys() - self.crew.members.keys():
            member: Member[Task] = Member(address, threads[address])
            self.crew.members[address] = member
            self._send(member, f"{self.run}-admit-{uuid.uuid4().hex}", remote.admit, self.versions, self.payload)
        self._wait_for_somebody(now)
        self._tell(now)

    def _wait_for_somebody(self, now: float) -> None:
        """End a run that nobody works for; while somebody may come, say that they are waited for."""
        if self.crew.is_fit:
            self.unfit_since = None
            return
        if self.unfit_since is None:
            self.unfit_since = now
        problems = [f"{member.name}: {member.problem}" for member in self.crew.members.values() if member.problem]
        address = self.terms.address
        start = f"start one with 'dask worker {address}'"
        if now - self.unfit_since >= self.terms.patience:
            reason = "; ".join(problems) or f"there is none, {start}"
            raise ClusterError(f"no worker at {address} can grade ({reason}): what was recorded stays")
        if not self.crew.members:
            self._say_once(f"waiting for a worker at {address}: {start}")

    def _say_once(self, line: str) -> None:
        if line not in self.said:
            self.said.add(line)
            self.terms.say(line)

    def _tell(self, now: float) -> None:
        """Tell who is at work for long."""
        found = [(self.crew.find(number, place), now - since) for number, (place, since) in self.slow.items()]
        self.terms.watch([(task, seconds) for task, seconds in found if task is not None])

    def _hear(self, event: tuple[float, list[int]]) -> None:
        """Hear from a worker that one task of a parcel takes long."""
        number, place = event[1]
        self.slow[number] = (place, time.monotonic() - remote.SLOW)

    def _submit(self, member: Member[Task], parcel: Parcel[Task]) -> None:
        key = f"{self.run}-{parcel.number}"
        member.has[key] = parcel
        self._send(member, key, remote.do, parcel.number, parcel.packed())

    def _send(self, member: Member[Task], key: str, work: Callable[..., Any], *arguments: Any) -> None:
        with self._scheduler():
            future = self.client.submit(work, self.run, *arguments, key=key, workers=[member.address], pure=False)
            self.futures[key], self.where[key] = future, member
            future.add_done_callback(self.ready.put)

    def _take_in(self) -> Iterator[tuple[Task, Result]]:
        """Wait for what is done, no longer than until the next look."""
        try:
            future = self.ready.get(timeout=LOOK)
        except queue.Empty:
            return
        key = str(future.key)
        if key not in self.futures or self.client.status != "running":
            return  # it was taken back
        member, parcel = self.where[key], self.where[key].has.get(key)
        try:
            result = future.result(timeout=FETCH)
        except (TimeoutError, concurrent.futures.TimeoutError):
            self.ready.put(future)  # its worker is lost, as the next look will show
            return
        except Exception as error:  # noqa: BLE001 - whatever a worker raised
            self._failed(member, key, parcel, error)
            return
        self._drop(key)
        if parcel is None:
            self._welcome(member, result)
        elif result is None:  # another process, at the address of the one that had it
            self._lose(member)
        else:
            del member.has[key]
            done = pickle.loads(result)  # noqa: S301 - a worker is trusted with the grades
            self.crew.done(parcel, done.seconds)
            self.slow.pop(parcel.number, None)
            yield from zip(parcel.tasks, done.results, strict=True)

    def _welcome(self, member: Member[Task], welcome: remote.Welcome) -> None:
        member.host, member.problem = welcome
        member.is_fit = not member.problem
        if member.problem:
            self._say_once(f"{member.name} takes no work: {member.problem}")

    def _failed(self, member: Member[Task], key: str, parcel: Parcel[Task] | None, error: Exception) -> None:
        if self.client.status != "running":
            return  # the next look says so
        self._drop(key)
        if parcel is None:
            why = f"{type(error).__name__}: {error}".splitlines()[0]
            member.problem = f"it cannot load what is asked of it ({why}): install tconv-course[grade] there"
            self._say_once(f"{member.name} takes no work: {member.problem}")
        else:
            member.has.pop(key, None)
            self.crew.suspect(parcel)

    def _lose(self, member: Member[Task]) -> None:
        """Give up what a worker has, which is there no more."""
        for key in [key for key, other in self.where.items() if other is member]:
            self._drop(key)
        self.crew.lost(member)

    def _drop(self, key: str) -> None:
        """Let the cluster forget a task and its result."""
        self.where.pop(key, None)
        future = self.futures.pop(key, None)
        if future is not None:
            with contextlib.suppress(Exception):
                future.cancel() if not future.done() else future.release()

    @contextlib.contextmanager
    def _scheduler(self) -> Iterator[None]:
        try:
            yield
        except (OSError, TimeoutError, concurrent.futures.CancelledError, RuntimeError) as error:
            raise ClusterError(f"the scheduler at {self.terms.address} does not answer ({error}): {GONE}") from error
