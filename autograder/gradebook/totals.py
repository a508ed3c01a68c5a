"""What everyone's submission is worth, counted by the database: nbgrader's own sums, in one query an assignment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sql
from nbgrader import api

__all__ = ["Total", "by_notebook", "points_column", "read_totals", "seconds_late", "streamed"]

ROWS_AT_ONCE = 1_000
"""Rows that are in memory at a time."""


class Total(NamedTuple):
    """One student's submission of one assignment."""

    student: str
    points: float
    """Points, extra credit and penalty together, at least 0."""
    late: float
    """Seconds after the due date, an extension taken into account."""


def read_totals(connection: sql.Connection, assignment: str) -> Iterator[Total]:
    """Yield what every submission of an assignment is worth, as nbgrader's export counts it."""
    submission = api.SubmittedAssignment
    each = by_notebook(api.Assignment.name == assignment)
    rows = (
        sql.select(
            submission.student_id,
            sql.func.coalesce(sql.func.sum(each.c.points), 0.0),
            sql.func.coalesce(sql.func.sum(each.c.penalty), 0.0),
            submission.timestamp,
            submission.extension,
            api.Assignment.duedate,
        )
        .select_from(submission)
        .join(api.Assignment, api.Assignment.id == submission.assignment_id)
        .outerjoin(each, each.c.submission == submission.id)
        .where(api.Assignment.name == assignment)
        .group_by(
            submission.id, submission.student_id, submission.timestamp, submission.extension, api.Assignment.duedate
        )
    )
    for student, points, penalty, timestamp, extension, due in streamed(connection, rows):
        yield Total(student, max(0.0, float(points) - float(penalty)), seconds_late(timestamp, due, extension))


def by_notebook(*chosen: sql.ColumnElement[bool]) -> sql.Subquery:
    """Return the query for submission, points and penalty of each notebook that was handed in."""
    notebook, submission = api.SubmittedNotebook, api.SubmittedAssignment
    return (
        sql.select(
            notebook.assignment_id.label("submission"),
            sql.func.coalesce(sql.func.sum(points_column()), 0.0).label("points"),
            sql.func.coalesce(sql.func.max(notebook.late_submission_penalty), 0.0).label("penalty"),
        )
        .select_from(notebook)
        .join(submission, submission.id == notebook.assignment_id)
        .join(api.Assignment, api.Assignment.id == submission.assignment_id)
        .outerjoin(api.Grade, api.Grade.notebook_id == notebook.id)
        .where(*chosen)
        .group_by(notebook.id, notebook.assignment_id)
        .subquery()
    )


def points_column() -> sql.ColumnElement[float]:
    """Return what one grade counts, extra credit with it; nbgrader adds none to a cell without any points."""
    grade = api.Grade
    return sql.case(
        (grade.manual_score.is_not(None), grade.manual_score + sql.func.coalesce(grade.extra_credit, 0.0)),
        (grade.auto_score.is_not(None), grade.auto_score + sql.func.coalesce(grade.extra_credit, 0.0)),
        else_=0.0,
    )


def streamed(connection: sql.Connection, query: sql.Select[Any]) -> Iterator[Any]:
    """Yield the rows of a query, a few in memory at a time, on a server too."""
    with connection.execute(query, execution_options={"yield_per": ROWS_AT_ONCE}) as result:
        yield from result


def seconds_late(timestamp: datetime | None, due: datetime | None, extension: timedelta | None) -> float:
    """Return how long after the due date something was handed in, at least 0; 0 where that is unknown."""
    if timestamp is None or due is None:
        return 0.0
    return max(0.0, (timestamp - due - (extension or timedelta())).total_seconds())
