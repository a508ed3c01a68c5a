"""Workers on any Dask cluster: they have this package, submissions travel as bytes, sandboxes start where they are.

Nothing is asked of the cluster but that it is there: who gets which task, and what happens to that of a lost worker, is
decided here (``shift``, ``crew``).
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self, TypeVar

import dask
from distributed import Client, Security

from autograder.grading.crew import PARCEL_SECONDS
from autograder.grading.shift import ClusterError, Shift

__all__ = ["Cluster", "Tls"]

Task = TypeVar("Task")
Result = TypeVar("Result")
CONNECT = 10.0  # seconds in which a scheduler answers
SETTINGS = {
    "distributed.admin.large-graph-warning-threshold": "1 GiB",
    "distributed.comm.timeouts.connect": f"{CONNECT} s",
    "distributed.comm.timeouts.tcp": "15 s",
}
LOGGERS = ("distributed", "distributed.client", "distributed.comm", "tornado.application")


class Tls(NamedTuple):
    """The files by which the scheduler and we know each other; none where nothing is encrypted."""

    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None

    def security(self) -> Security | None:
        """Return Dask's own object."""
        if not any(self):
            return None
        names = {"tls_ca_file": self.ca, "tls_client_cert": self.certificate, "tls_client_key": self.key}
        return Security(require_encryption=True, **{name: str(path) for name, path in names.items() if path})


class Cluster:
    """Do tasks on the workers of a cluster, which may come and go.

    Parameters
    ----------
    address
        Of the scheduler: ``tcp://HOST:PORT`` or ``tls://HOST:PORT``.
    tls
        Files for an encrypted connection.
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

    def __init__(
        self,
        address: str,
        *,
        tls: Tls | None = None,
        prove: Callable[[], None] = lambda: None,
        patience: float = 120.0,
        say: Callable[[str], None] = lambda _line: None,
        watch: Callable[[list[tuple[Any, float]]], None] = lambda _running: None,
        parcel_seconds: float = PARCEL_SECONDS,
    ) -> None:
        self.address, self.tls, self.prove = address, tls or Tls(), prove
        self.patience, self.say, self.watch = patience, say, watch
        self.parcel_seconds = parcel_seconds
        self.client: Client | None = None
        self.stack = contextlib.ExitStack()

    def __enter__(self) -> Self:
        """Connect.

        Raises
        ------
        ClusterError
            Nobody answers at the address.
        """
        self.stack.enter_context(_quiet())
        self.stack.enter_context(dask.config.set(SETTINGS))
        try:
            security = self.tls.security()
            self.client = Client(self.address, security=security, timeout=CONNECT, set_as_default=False)
        except (OSError, ValueError, TypeError, RuntimeError) as error:
            self.stack.close()
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            cure = "start it ('dask scheduler'), or check the address and the options for TLS"
            raise ClusterError(f"no scheduler can be used at {self.address} ({reason}): {cure}") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.client is not None:
            with contextlib.suppress(Exception):
                self.client.close(timeout=CONNECT if self.client.status == "running" else 0)
        self.stack.close()

    def map(
        self, work: Callable[[Task], Result], tasks: Iterable[Task]
    ) -> Generator[tuple[Task, Result | None], None, None]:
        """Yield results as they come; None for a task that has ended two workers.

        Raises
        ------
        ClusterError
            The scheduler is gone, or no worker can take work.
        """
        if self.client is None:
            raise ClusterError("not connected")
        shift: Shift[Task, Result] = Shift(self.client, work, tasks, self.prove, self.parcel_seconds)
        shift.address, shift.patience, shift.say, shift.watch = self.address, self.patience, self.say, self.watch
        try:
            yield from shift.results()
        finally:
            shift.end()


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep what Dask has to say of a lost connection from the terminal: one line of ours says it."""
    loggers = [logging.getLogger(name) for name in LOGGERS]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
