"""The points of submissions as nbgrader's gradebook has them, written and read.

The schema is nbgrader's; what an instructor entered by hand (manual scores, comments, extra credit, late penalties,
extensions) is never touched.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, NamedTuple
from uuid import uuid4

import sqlalchemy as sql
from nbgrader import api

from autograder.errors import CourseError
from autograder.gradebook.contents import GRADED, find_notebook
from autograder.gradebook.indexes import is_indexed
from autograder.gradebook.totals import points_column
from autograder.outcome import Outcome, Status

ANSWERED = ("SolutionCell", "TaskCell")
PART = 500  # students that one query names
__all__ = ["Mark", "read_marks", "read_scores", "write_dates", "write_scores"]


class Mark(NamedTuple):
    """What the gradebook has for one graded cell of one submission."""

    points: float
    """What counts: an instructor's score where there is one, and extra credit."""
    by_hand: bool
    """Whether an instructor entered any of it."""
    needs_review: bool


def write_scores(connection: sql.Connection, assignment: str, batch: list[Outcome]) -> None:
    """Write the automatic scores of a batch: rows that are missing are made, the others updated.

    Raises
    ------
    CourseError
        The gradebook does not know the assignment.
    """
    notebook = find_notebook(connection, assignment)
    if notebook is None:
        raise CourseError(f"{assignment}: is not in the gradebook, run 'autograder release {assignment}'")
    notebook_id, assignment_id, _ = notebook
    cells = {
        (kind, name): cell
        for cell, name, kind in connection.execute(
            sql.select(api.BaseCell.id, api.BaseCell.name, api.BaseCell.type).where(
                api.BaseCell.notebook_id == notebook_id
            )
        )
    }
    submitted = _ensure(
        connection,
        api.SubmittedAssignment.__table__,
        ("assignment_id", "student_id"),
        [(assignment_id, outcome.student) for outcome in batch],
    )
    table = api.SubmittedAssignment.__table__
    _update(
        connection,
        sql.update(table).values(timestamp=sql.bindparam("moment", type_=table.c.timestamp.type)),
        [(submitted[assignment_id, outcome.student], {"moment": outcome.timestamp}) for outcome in batch],
    )
    notebooks = _ensure(
        connection,
        api.SubmittedNotebook.__table__,
        ("notebook_id", "assignment_id"),
        [(notebook_id, submission) for submission in submitted.values()],
    )
    own = [(notebooks[notebook_id, submitted[assignment_id, outcome.student]], outcome) for outcome in batch]
    _write_points(connection, own, {name: cell for (kind, name), cell in cells.items() if kind in GRADED})
    _write_comments(connection, own, {name: cell for (kind, name), cell in cells.items() if kind in ANSWERED})


def write_dates(connection: sql.Connection, assignment: str, moments: dict[str, datetime | None]) -> None:
    """Write when submissions were handed in, where that is not what is recorded; nothing else is touched."""
    table = api.SubmittedAssignment.__table__
    found: list[tuple[str, dict[str, Any]]] = []
    for students in _in_parts([*moments]):
        recorded = (
            sql.select(table.c.id, table.c.student_id, table.c.timestamp)
            .join(api.Assignment, api.Assignment.id == table.c.assignment_id)
            .where(api.Assignment.name == assignment, table.c.student_id.in_(students))
        )
        found += [
            (key, {"moment": moments[student]})
            for key, student, moment in connection.execute(recorded)
            if moments[student] != moment
        ]
    moment = sql.bindparam("moment", type_=table.c.timestamp.type)
    _update(connection, sql.update(table).values(timestamp=moment), found)


def read_scores(connection: sql.Connection, assignment: str, students: Collection[str]) -> dict[str, dict[str, float]]:
    """Return the automatic scores of ``students``, by student and graded cell; NaN for a cell that has none."""
    found: dict[str, dict[str, float]] = {}
    for student, cell, score in _grades(connection, assignment, students, api.Grade.auto_score):
        found.setdefault(student, {})[cell] = math.nan if score is None else float(score)
    return found


def read_marks(connection: sql.Connection, assignment: str, students: Collection[str]) -> dict[str, dict[str, Mark]]:
    """Return what counts of ``students``, by student and graded cell."""
    grade = api.Grade
    columns = (points_column(), grade.manual_score, grade.extra_credit, grade.needs_manual_grade)
    found: dict[str, dict[str, Mark]] = {}
    for student, cell, points, manual, extra, review in _grades(connection, assignment, students, *columns):
        found.setdefault(student, {})[cell] = Mark(float(points), manual is not None or bool(extra), bool(review))
    return found


def _grades(
    connection: sql.Connection, assignment: str, students: Collection[str], *columns: sql.ColumnExpressionArgument[Any]
) -> Iterator[Any]:
    """Yield student, name and ``columns`` of each graded cell of each submission of ``students``."""
    submission, notebook, grade = api.SubmittedAssignment, api.SubmittedNotebook, api.Grade
    key = connection.scalar(sql.select(api.Assignment.id).where(api.Assignment.name == assignment))
    notebooks = list(connection.scalars(sql.select(api.Notebook.id).where(api.Notebook.assignment_id == key)))
    query = (
        sql.select(submission.student_id, api.BaseCell.name, *columns)
        .join(notebook, notebook.assignment_id == submission.id)
        .join(grade, grade.notebook_id == notebook.id)
        .join(api.BaseCell, api.BaseCell.id == grade.cell_id)
        .where(submission.assignment_id == key, notebook.notebook_id.in_(notebooks))
    )
    if not is_indexed(connection, "grade", "notebook_id"):  # nbgrader's own index is of cell and notebook together
        cells = connection.scalars(sql.select(api.BaseCell.id).where(api.BaseCell.notebook_id.in_(notebooks)))
        query = query.where(grade.cell_id.in_(list(cells)))
    for part in _in_parts([*students]):
        yield from connection.execute(query.where(submission.student_id.in_(part))).all()


def _in_parts(values: list[str]) -> Iterator[list[str]]:
    """Yield lists that one query may name."""
    return (values[start : start + PART] for start in range(0, len(values), PART))


def _write_points(connection: sql.Connection, own: list[tuple[str, Outcome]], cells: dict[str, str]) -> None:
    """Write what each outcome gives for each graded cell; what a person entered stays."""
    grade = api.Grade.__table__
    rows = _ensure(
        connection,
        grade,
        ("cell_id", "notebook_id"),
        [(cell, notebook) for notebook, _ in own for cell in cells.values()],
        needs_manual_grade=False,
    )
    review = sql.or_(grade.c.manual_score.is_not(None), sql.bindparam("review", type_=sql.Boolean))
    _update(
        connection,
        sql.update(grade).values(auto_score=sql.bindparam("points", type_=sql.Float), needs_manual_grade=review),
        [
            (
                rows[cell, notebook],
                {
                    "points": None if name in outcome.by_hand else outcome.scores.get(name, 0.0),
                    "review": name in outcome.by_hand or outcome.status is not Status.GRADED,
                },
            )
            for notebook, outcome in own
            for name, cell in cells.items()
        ],
    )


def _write_comments(connection: sql.Connection, own: list[tuple[str, Outcome]], cells: dict[str, str]) -> None:
    """Write which answers stand as they were released, as nbgrader says it."""
    comment = api.Comment.__table__
    pairs = [(cell, notebook) for notebook, _ in own for cell in cells.values()]
    rows = _ensure(connection, comment, ("cell_id", "notebook_id"), pairs)
    _update(
        connection,
        sql.update(comment).values(auto_comment=sql.bindparam("said", type_=sql.Text)),
        [
            (rows[cell, notebook], {"said": "No response." if name in outcome.unanswered else None})
            for notebook, outcome in own
            for name, cell in cells.items()
        ],
    )


def _update(connection: sql.Connection, change: sql.Update, rows: list[tuple[str, dict[str, Any]]]) -> None:
    """Change rows, each by its id."""
    if rows:
        change = change.where(change.table.c.id == sql.bindparam("key"))
        connection.execute(change, [{"key": key} | values for key, values in rows])


def _ensure(
    connection: sql.Connection,
    table: sql.FromClause,
    columns: tuple[str, str],
    pairs: list[tuple[str, str]],
    **new: object,
) -> dict[tuple[str, str], str]:
    """Return the ids of the rows with each of ``pairs`` in two columns, an index of the table; make what is missing."""
    first, second = (table.c[name] for name in columns)
    found: dict[tuple[str, str], str] = {}
    for part in _in_parts(list(dict.fromkeys(value for _, value in pairs))):
        rows = sql.select(first, second, table.c.id).where(first.in_({value for value, _ in pairs}), second.in_(part))
        found |= {(one, other): key for one, other, key in connection.execute(rows)}
    missing = {pair: uuid4().hex for pair in pairs if pair not in found}
    if missing:
        made = [{"id": key, **dict(zip(columns, pair, strict=True)), **new} for pair, key in missing.items()]
        connection.execute(sql.insert(table), made)  # type: ignore[arg-type] # the ORM's __table__ is a Table
    return found | missing
