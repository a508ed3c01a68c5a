"""The table of grades, ``grades.csv``: one row for every expected submission, missing ones too."""

from __future__ import annotations

import contextlib
import csv
import io
import re
from pathlib import Path

from autograder.errors import CourseError
from autograder.files import write_atomically
from autograder.outcome import Outcome

__all__ = ["COLUMNS", "row", "write"]

COLUMNS = ("student", "assignment", "status", "score", "max_score", "late", "seconds", "reason")
"""``score`` counts what an instructor entered; ``late`` and ``seconds``, the time of grading, are in seconds."""

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
        outcome.late,
        round(outcome.seconds, 3),
        outcome.reason,
    )
    return dict(zip(COLUMNS, values, strict=True))


def write(path: Path, outcomes: list[Outcome]) -> None:
    """Write the table, in the order of assignments and students.

    Raises
    ------
    CourseError
        Another program wrote its own table there; it is kept.
    """
    ordered = sorted(outcomes, key=lambda outcome: (outcome.assignment, outcome.student))
    lines = [_line(list(COLUMNS))]
    with contextlib.suppress(FileNotFoundError), path.open("rb") as file:
        if file.readline().rstrip() != lines[0].rstrip().encode():
            raise CourseError(f"{path}: is not the table of 'autograder grade', move it away and grade again")
    for outcome in ordered:
        values = row(outcome).values()
        lines.append(_line([_no_formula(v) if isinstance(v, str) else f"{v:.12g}" for v in values]))
    write_atomically(path, "".join(lines))


def _line(values: list[str]) -> str:
    """Return one line; a name that holds a carriage return is quoted, or readers would take it for two."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(values)
    return text.getvalue().removesuffix("\r\n") + "\n"


def _no_formula(value: str) -> str:
    """Keep spreadsheets from running what a student's folder name says: an apostrophe makes it text."""
    return re.sub(START + FORMULA, r"\1'", value)
