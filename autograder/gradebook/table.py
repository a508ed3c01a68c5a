"""The tables for spreadsheets: ``grades.csv``, a row a submission, and ``grades_by_test.csv``, a row a test.

They are written and never read back. Whatever was done to them in a spreadsheet stops nothing and is not lost.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import NamedTuple

from autograder.errors import WriteError
from autograder.files import write_atomically, writing
from autograder.gradebook.by_test import COLUMNS as TEST_COLUMNS
from autograder.gradebook.by_test import PointsRow
from autograder.outcome import Outcome, Status

__all__ = ["BOM", "COLUMNS", "Written", "as_text", "row", "write", "write_by_test"]

COLUMNS = ("student", "assignment", "status", "score", "max_score", "late", "seconds", "reason")
"""``score`` counts what an instructor entered; ``late`` and ``seconds``, the time of grading, are in seconds."""
BOM = "\ufeff"  # without it Excel takes UTF-8 for something else

# A cell may begin wherever some spreadsheet splits a line or takes a quotation mark away.
START = r"""((?:\A|[,;"\t\r\n]) *)"""
FORMULA = r"""(?=[-=+@\t\r\n'＝＋－＠])"""  # some take the wide signs, too


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


def write_by_test(path: Path, rows: list[PointsRow]) -> Written:
    """Write the table of points by test, in the order of assignments and students."""
    ordered = sorted(rows, key=lambda each: (each.assignment, each.student))  # tests stay in the notebook's order
    return _write(path, TEST_COLUMNS, ordered)


def _write(path: Path, columns: tuple[str, ...], rows: Iterable[Iterable[str | float]]) -> Written:
    """Write a table; one with other columns is kept beside it, and one that cannot be replaced stays."""
    lines = [_line(list(columns))]
    lines += [_line([as_text(v) if isinstance(v, str) else f"{v:.12g}" for v in values]) for values in rows]
    text = BOM + "".join(lines)
    try:
        kept = _keep_another(path, columns)
        write_atomically(path, text)
    except WriteError as error:
        beside = next(_beside(path, "new"))
        write_atomically(beside, text)
        reason = error.__cause__.strerror if isinstance(error.__cause__, OSError) else error
        why = f"{path.name} cannot be replaced ({reason}; is it open in another program?)"
        return Written(beside, f"{why}: the table is in {beside.name}")
    note = f"{path.name} had other columns than ours: it is kept as {kept.name}" if kept else ""
    return Written(path, note)


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


def _line(values: list[str]) -> str:
    """Return one line; a name that holds a carriage return is quoted, or readers would take it for two."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(values)
    return text.getvalue().removesuffix("\r\n") + "\n"


def as_text(value: str) -> str:
    """Keep spreadsheets from running what a student's folder name says: an apostrophe makes it text."""
    return re.sub(START + FORMULA, r"\1'", value)
