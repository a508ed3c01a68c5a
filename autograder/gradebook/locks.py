"""A gradebook that another program holds: it is waited for, and then named in one sentence.

formgrader, plain nbgrader, a second grader or a network drive may hold it for a moment or for hours. No wait is left to
the database itself: there nothing could interrupt it.
"""

from __future__ import annotations

import functools
import sqlite3
import time
from collections.abc import Callable
from typing import Any, Concatenate, NamedTuple, ParamSpec, Protocol, TypeVar

import sqlalchemy as sql
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from autograder.errors import CourseError, GradebookBusyError
from autograder.passwords import without_passwords

__all__ = [
    "BUSY",
    "Patience",
    "is_busy",
    "masked",
    "never_hanging",
    "patiently",
    "unusable",
    "without_password",
]

BUSY_SQLITE = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
BUSY_POSTGRESQL = {"55P03", "40001", "40P01"}  # lock not available, serialization failure, deadlock
CURES_SQLITE = {
    sqlite3.SQLITE_READONLY: "allow writing to the file and its folder",
    sqlite3.SQLITE_CANTOPEN: "check --db and that this file can be read and written",
    sqlite3.SQLITE_PERM: "allow reading and writing the file and its folder",
    sqlite3.SQLITE_FULL: "make room on its disk",
    sqlite3.SQLITE_IOERR: "look whether its disk is there and has room",
    sqlite3.SQLITE_CORRUPT: "put a copy of before in its place",
    sqlite3.SQLITE_NOTADB: "put a copy of before in its place, or check --db",
}
CURES_POSTGRESQL = {
    "25006": "let its server take what is written (it is read-only)",
    "42501": "give this user the rights to write",
    "53100": "make room on its disk",
}
SERVER_IS_GONE = {"08", "57"}  # classes of errors: no connection; an operator stepped in
ONE_TRY = 1  # seconds that a database may take for a lock by itself
BETWEEN_TRIES = 0.1
WAITS = {"sqlite": f"timeout={ONE_TRY}", "postgresql": f"options=-c%20lock_timeout%3D{1000 * ONE_TRY}"}
BUSY = "the gradebook is in use by another program (formgrader?), try again"


class Patience(NamedTuple):
    """How long a gradebook in use is waited for."""

    seconds: float = 120.0
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class _Patient(Protocol):
    url: str
    patience: Patience


Owner = TypeVar("Owner", bound=_Patient)
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def patiently(
    method: Callable[Concatenate[Owner, Arguments], Result],
) -> Callable[Concatenate[Owner, Arguments], Result]:
    """Let a method, which is one transaction, try again while another program holds the gradebook.

    Whatever else the database says becomes a `CourseError` of one line.
    """

    @functools.wraps(method)
    def tried(self: Owner, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        patience = self.patience
        end = patience.clock() + patience.seconds
        while True:
            try:
                return method(self, *args, **kwargs)
            except SQLAlchemyError as error:
                if not is_busy(error):
                    raise unusable(self.url, error) from error
                if patience.clock() >= end:
                    raise GradebookBusyError(BUSY) from error
            patience.sleep(BETWEEN_TRIES)

    return tried


def unusable(url: str, error: Exception, what: str = "used") -> CourseError:
    """Return in one line, without the password, why a gradebook cannot be used, and what to do."""
    reason = without_passwords(str(getattr(error, "orig", None) or error).splitlines()[0], of=url)
    done = f"{_cure(error)} and run the same command again; what was recorded stays"
    return CourseError(f"the gradebook {without_password(url)} cannot be {what} ({reason}): {done}")


def _cure(error: Exception) -> str:
    """Return what to do about an error of the database."""
    original: Any = getattr(error, "orig", None)
    if isinstance(original, sqlite3.Error):
        return CURES_SQLITE.get(getattr(original, "sqlite_errorcode", 0) & 0xFF, "mend that")
    state = getattr(original, "sqlstate", None)
    if isinstance(error, sql.exc.OperationalError) and (state is None or state[:2] in SERVER_IS_GONE):
        return "start its server (or check --db)"
    return CURES_POSTGRESQL.get(state or "", "check --db")


def is_busy(error: BaseException) -> bool:
    """Return whether an error only says that another program holds what is asked for."""
    if not isinstance(error, DBAPIError):
        return False
    original: Any = error.orig
    if isinstance(original, sqlite3.Error):
        return getattr(original, "sqlite_errorcode", 0) & 0xFF in BUSY_SQLITE
    return getattr(original, "sqlstate", None) in BUSY_POSTGRESQL


def never_hanging(url: str) -> str:
    """Return the address with a short wait of the database's own, unless it says how long.

    >>> never_hanging("sqlite:///gradebook.db")
    'sqlite:///gradebook.db?timeout=1'
    """
    try:
        parts = sql.make_url(url)
    except (SQLAlchemyError, ValueError):
        return url  # opening it says what is wrong
    option = WAITS.get(parts.get_backend_name(), "")
    if not option or option.split("=")[0] in parts.query:
        return url
    return f"{url}{'&' if '?' in url else '?'}{option}"  # not rendered again: names of files stay as they are


def without_password(url: str) -> str:
    """Return an address that can be shown, without its options."""
    return masked(url).partition("?")[0]


def masked(url: str) -> str:
    """Return an address to be typed again, in which only passwords are left out.

    >>> masked("postgresql://me:secret@db/course?sslmode=require")
    'postgresql://me:***@db/course?sslmode=require'
    """
    try:
        sql.make_url(url)
    except (SQLAlchemyError, ValueError):
        return "(no valid address)"
    return without_passwords(url)
