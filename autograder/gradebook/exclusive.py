"""One grader an assignment: where two run at once, on one machine or on two, the second waits for the first.

On PostgreSQL by an advisory lock, which the server drops with the connection; for a file by a lock on another one
beside it, which the kernel drops with the process. So nothing is left to clean up, however a run ends.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import sqlalchemy as sql
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from autograder.errors import GradebookBusyError
from autograder.files import writing
from autograder.gradebook.database import Gradebook
from autograder.gradebook.locks import unusable

__all__ = ["Turn", "alone"]

BETWEEN_TRIES = 0.1


@contextlib.contextmanager
def alone(gradebook: Gradebook, assignments: Iterable[str]) -> Iterator[None]:
    """Let nobody grade these assignments into a gradebook meanwhile.

    Raises
    ------
    GradebookBusyError
        Somebody does, longer than the gradebook's patience.
    """
    with contextlib.ExitStack() as held:
        for assignment in assignments:
            turn = Turn(gradebook, assignment)
            turn.take()
            held.callback(turn.give_back)
        yield


class Turn:
    """The right to grade one assignment into a gradebook, held until it is given back or the process ends."""

    def __init__(self, gradebook: Gradebook, assignment: str) -> None:
        self.gradebook, self.assignment = gradebook, assignment
        self._give_back: Callable[[], None] | None = None

    def take(self) -> bool:
        """Take it, and return whether somebody else had to be waited for.

        Raises
        ------
        GradebookBusyError
            Somebody else has it, longer than the gradebook's patience.
        """
        patience = self.gradebook.patience
        end = patience.clock() + patience.seconds
        waited = False
        while not self._try():
            if patience.clock() >= end:
                raise GradebookBusyError(
                    f"{self.assignment}: another run of autograder is at it, wait for its end and run the same command"
                )
            waited = True
            patience.sleep(BETWEEN_TRIES)
        return waited

    def give_back(self) -> None:
        """Let others have it."""
        if self._give_back is not None:
            self._give_back()
            self._give_back = None

    def _try(self) -> bool:
        url = sql.make_url(self.gradebook.url)
        if url.get_backend_name() == "postgresql":
            return self._try_server()
        if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
            return self._try_file(Path(url.database))
        return True

    def _try_server(self) -> bool:
        engine = sql.create_engine(self.gradebook.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        digest = hashlib.sha256(f"autograder grade {self.assignment}".encode()).digest()
        number = int.from_bytes(digest[:8], "big", signed=True)
        try:
            connection = engine.connect()
            if connection.scalar(sql.select(sql.func.pg_try_advisory_lock(number))):
                self._give_back = connection.close
                return True
            connection.close()
        except SQLAlchemyError as error:
            raise unusable(self.gradebook.url, error) from error
        return False

    def _try_file(self, database: Path) -> bool:
        path = database.with_name(f".{database.name}.{self.assignment}.lock")
        with writing(path):
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(descriptor), path.stat()):  # else its last holder has just taken it away

                def give_back() -> None:
                    path.unlink(missing_ok=True)
                    os.close(descriptor)

                self._give_back = give_back
                return True
        os.close(descriptor)
        return False
