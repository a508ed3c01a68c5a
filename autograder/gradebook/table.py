"""The tables for spreadsheets: ``grades.csv``, a row a submission, and ``grades_by_test.csv``, a row a test.

A third, of one assignment, has the points before and after a change of it.

They are written and never read back. Whatever was done to them in a spreadsheet stops nothing and is not lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import NamedTuple

from autograder.errors import WriteError
from autograder.files import replacing, writing
from autograder.gradebook.by_test import COLUMNS as TEST_COLUMNS
from autograder.gradebook.by_test import PointsRow
from autograder.gradebook.spreadsheet import BOM, cell, line
from autograder.outcome import Outcome, Status

__all__ = ["COLUMNS", "Written", "row", "write", "write_by_test", "write_changed"]

COLUMNS = ("student", "assignment", "status", "score", "max_score", "late", "seconds", "reason")
"""``score`` counts what an instructor entered; ``late`` and ``seconds``, the time of grading, are in seconds."""

CHANGED_COLUMNS = ("student", "score_before", "max_score_before", "score", "max_score")


def row(outcome: Outcome) -> dict[str, str | float]:
    """Return the values of one row by column."""
    values = (
        outcome.student,
        outcome.assignment,
        outcome.status.value,
        outcome.total,
        outcome.max_score,
        0.0 if outcome.status is Status.MISSING else outcome.late,
        round(outcome.seconds, 3),
        outcome.reason,
    )
    return dict(zip(COLUMNS, values, strict=True))


class Written(NamedTuple):
    """Where a table was written, and what there is to say of it."""

    path: Path
    note: str = ""


def write(path: Path, outcomes: list[Outcome]) -> Written:
    """Write the table of grades, in the order of assignments and students."""
    ordered = sorted(outcomes, key=lambda outcome: (outcome.assignment, outcome.student))
    return _write(path, COLUMNS, (row(outcome).values() for outcome in ordered))


def write_by_test(path: Path, rows: Iterable[PointsRow]) -> Written:
    """Write the table of points by test, in the order of the rows."""
    return _write(path, TEST_COLUMNS, rows)


def write_changed(path: Path, before: float, now: float, changed: Iterable[tuple[str, float, float]]) -> Written:
    """Write who has other points since an assignment was changed; ``before`` and ``now`` are those that it has."""
    rows = ((student, was, before, score, now) for student, was, score in changed)
    return _write(path, CHANGED_COLUMNS, rows)


def _write(path: Path, columns: tuple[str, ...], rows: Iterable[Iterable[str | float]]) -> Written:
    """Write a table; one with other columns is kept beside it, and one that cannot be replaced stays."""
    target, note = path, ""

    def beside(error: Exception) -> Path:
        nonlocal target, note
        target = next(_beside(path, "new"))
        reason = error.strerror if isinstance(error, OSError) else error
        why = f"{path.name} cannot be replaced ({reason}; is it open in another program?)"
        note = f"{why}: the table is in {target.name}"
        return target

    try:
        kept = _keep_another(path, columns)
        note = f"{path.name} had other columns than ours: it is kept as {kept.name}" if kept else ""
    except WriteError as error:
        beside(error.__cause__ if isinstance(error.__cause__, OSError) else error)
    with replacing(target, instead=beside) as file:
        file.write((BOM + line(columns)).encode())
        file.writelines(line(map(cell, values)).encode() for values in rows)
    return Written(target, note)


def _keep_another(path: Path, columns: tuple[str, ...]) -> Path | None:
    """Move a table that is not ours, or got more columns, out of the way; return where it is then."""
    if not path.is_file():
        return None
    with path.open("rb") as file:
        first = file.readline(1000).decode("utf-8", "replace")
    names = [name.strip(' "') for name in re.split(r"[,;\t]", first.removeprefix(BOM).strip())]
    if names == list(columns):
        return None
    kept = next(_beside(path, "kept"))
    with writing(path):
        path.rename(kept)
    return kept


def _beside(path: Path, word: str) -> Iterator[Path]:
    """Yield names next to a table that nothing has yet."""
    names = (f"{path.stem}.{word}{number if number > 1 else ''}{path.suffix}" for number in count(1))
    return (beside for name in names if not (beside := path.with_name(name)).exists())
