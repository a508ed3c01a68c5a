"""What a shell may put in for a half written word: assignments and students of the course, found in a moment.

A course that cannot be read completes nothing; the command itself says why.
"""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import click

from autograder.course import Course
from autograder.errors import CourseError

__all__ = ["assignments", "students"]

PATIENCE = 0.2  # seconds for which a gradebook in use is waited for


def assignments(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Return the assignments of the course that begin so."""
    course = _course(context)
    if course is None:
        return []
    source = course.root / "source"
    known = {path.name for path in source.iterdir() if path.is_dir()} if source.is_dir() else set()
    with contextlib.suppress(CourseError):
        known |= {*course.assignments()}
    return _beginning(known, incomplete)


def students(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Return the students of the course that begin so: those who handed in, and those of a gradebook of SQLite."""
    course = _course(context)
    if course is None:
        return []
    known = {*course.students()}
    if course.db.startswith("sqlite:///"):
        path = Path(course.db.removeprefix("sqlite:///").partition("?")[0]).absolute()
        with contextlib.suppress(sqlite3.Error):
            database = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=PATIENCE)
            with contextlib.closing(database):
                known |= {name for (name,) in database.execute("SELECT id FROM student")}
    return _beginning(known, incomplete)


def _course(context: click.Context) -> Course | None:
    with contextlib.suppress(CourseError, OSError):
        return Course.open(Path(context.params.get("root") or "."), db=context.params.get("db"))
    return None


def _beginning(names: set[str], start: str) -> list[str]:
    return sorted(name for name in names if name.startswith(start) and name.isprintable())
