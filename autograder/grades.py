"""The grade table: one row for every expected submission, missing ones too."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from autograder import gradebook
from autograder.course import Course
from autograder.errors import CourseError
from autograder.grade import write_atomically
from autograder.journal import Outcome

__all__ = ["Row", "read", "rows", "write"]


# A cell may begin wherever some spreadsheet splits a line or takes a quotation mark away.
BEGIN = r"""((?:\A|[,;"\t\r\n]) *)"""
FORMULA = r"""(?=[-=+@\t\r\n'＝＋－＠])"""  # some take the wide signs, too


@dataclass(frozen=True)
class Row:
    """One line of ``grades.csv``; ``late`` and ``seconds`` (the time that grading took) are in seconds."""

    student: str
    assignment: str
    status: str
    score: float
    max_score: float
    late: float
    seconds: float
    reason: str


def rows(course: Course, assignment: str, outcomes: list[Outcome]) -> list[Row]:
    """Join outcomes with the gradebook, which knows manual scores, extra credit, penalties and lateness."""
    standings = gradebook.standings(course.db, course.name, assignment)
    made = []
    for outcome in outcomes:
        standing = standings.get(outcome.student)
        made.append(
            Row(
                outcome.student,
                outcome.assignment,
                outcome.status,
                standing.score if standing else 0.0,
                outcome.max_score,
                standing.late if standing else 0.0,
                round(outcome.seconds, 3),
                outcome.reason,
            )
        )
    return made


def write(course: Course, new: list[Row]) -> Path:
    """Write ``grades.csv``: the new rows, and those of assignments that this run did not grade."""
    graded = {row.assignment for row in new}
    kept = [row for row in read(course) if row.assignment not in graded]
    inorder = sorted([*kept, *new], key=lambda row: (row.assignment, row.student))
    values = [[_no_formula(v) if isinstance(v, str) else f"{v:.12g}" for v in asdict(row).values()] for row in inorder]
    table = [[field.name for field in fields(Row)], *values]
    path = course.root / "grades.csv"
    write_atomically(path, "".join(_line(values) for values in table))
    return path


def read(course: Course) -> list[Row]:
    """Read ``grades.csv``; nothing if there is none yet.

    Raises
    ------
    CourseError
        Another program wrote its own table there.
    """
    numbers = ("score", "max_score", "late", "seconds")
    path = course.root / "grades.csv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            lines = list(csv.DictReader(file))
        values = [{name: float(v) if name in numbers else _as_it_was(v) for name, v in line.items()} for line in lines]
        return [Row(**row) for row in values]  # type: ignore[arg-type]
    except FileNotFoundError:
        return []
    except (TypeError, ValueError, AttributeError, csv.Error) as error:
        raise CourseError(f"{path}: is not the table of 'autograder grade', move it away and grade again") from error


def _line(values: list[str]) -> str:
    """Give one line; a name that holds a carriage return is quoted, or readers would take it for two."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(values)
    return text.getvalue().removesuffix("\r\n") + "\n"


def _no_formula(value: str) -> str:
    """Keep spreadsheets from running what a student's folder name says: an apostrophe makes it text."""
    return re.sub(BEGIN + FORMULA, r"\1'", value)


def _as_it_was(value: str) -> str:
    return re.sub(BEGIN + "'" + FORMULA, r"\1", value)
