"""Workers on any Dask cluster: they have this package, submissions travel as bytes, sandboxes start where they are.

Nothing is asked of the cluster but that it is there: who gets which task, and what happens to that of a lost worker, is
decided here (``shift``, ``crew``).
"""

from __future__ import annotations

import contextlib
import logging
import warnings
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self, TypeVar

import dask
from distributed import Client, Security
from distributed.versions import VersionMismatchWarning

from autograder.grading.shift import ClusterError, Shift, Terms

__all__ = ["Cluster", "Tls"]

Task = TypeVar("Task")
Result = TypeVar("Result")
CONNECT = 10.0  # seconds in which a scheduler answers
SETTINGS = {
    "distributed.admin.large-graph-warning-threshold": "1 GiB",
    "distributed.comm.timeouts.connect": f"{CONNECT} s",
    "distributed.comm.timeouts.tcp": "15 s",
}
LOGGERS = ("distributed", "distributed.client", "distributed.comm", "tornado.application", "tornado.general", "asyncio")


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


@dataclass
class Cluster(Terms):
    """Do tasks on the workers of a cluster, which may come and go."""

    tls: Tls = field(default_factory=Tls)
    client: Client | None = field(default=None, init=False)

    def __enter__(self) -> Self:
        """Connect.

        Raises
        ------
        ClusterError
            Nobody answers at the address.
        """
        _silence_dask()
        dask.config.set(SETTINGS)
        try:
            security = self.tls.security()
            self.client = Client(self.address, security=security, timeout=CONNECT, set_as_default=False)
        except (OSError, ValueError, TypeError, RuntimeError, AssertionError) as error:  # the last of a starved Dask
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
        shift: Shift[Task, Result] = Shift(self, self.client, work, tasks)
        try:
            yield from shift.results()
        finally:
            shift.end()


def _silence_dask() -> None:
    """Keep from the terminal what Dask says in its own threads of lost connections and other versions: we say it."""
    for name in LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    warnings.filterwarnings("ignore", category=VersionMismatchWarning)
