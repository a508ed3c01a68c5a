"""The points of submissions as nbgrader's gradebook has them, written and read.

The schema is nbgrader's; what an instructor entered by hand (manual scores, comments, extra credit, late penalties,
extensions) is never touched.
"""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any, NamedTuple
from uuid import uuid4

import sqlalchemy as sql
from nbgrader import api

from autograder.errors import CourseError
from autograder.gradebook.contents import find_notebook
from autograder.outcome import Outcome, Status

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
    submissions = _ensure(
        connection,
        api.SubmittedAssignment.__table__,
        {"assignment_id": assignment_id},
        "student_id",
        [outcome.student for outcome in batch],
    )
    for outcome in batch:
        connection.execute(
            sql.update(api.SubmittedAssignment.__table__)
            .where(api.SubmittedAssignment.id == submissions[outcome.student])
            .values(timestamp=outcome.timestamp)
        )
    notebooks = _ensure(
        connection,
        api.SubmittedNotebook.__table__,
        {"notebook_id": notebook_id},
        "assignment_id",
        list(submissions.values()),
    )
    for outcome in batch:
        handed_in = notebooks[submissions[outcome.student]]
        own = {"notebook_id": handed_in}
        graded = {name: cell for (kind, name), cell in cells.items() if kind in ("GradeCell", "TaskCell")}
        solved = {name: cell for (kind, name), cell in cells.items() if kind in ("SolutionCell", "TaskCell")}
        _set_scores(connection, own, graded, outcome)
        comments = _ensure(connection, api.Comment.__table__, own, "cell_id", list(solved.values()))
        for name, cell in solved.items():
            connection.execute(
                sql.update(api.Comment.__table__)
                .where(api.Comment.id == comments[cell])
                .values(auto_comment="No response." if name in outcome.unanswered else None)
            )


def write_dates(connection: sql.Connection, assignment: str, moments: dict[str, datetime | None]) -> None:
    """Write when submissions were handed in, where that is not what is recorded; nothing else is touched."""
    table = api.SubmittedAssignment.__table__
    recorded = (
        sql.select(table.c.id, table.c.student_id, table.c.timestamp)
        .join(api.Assignment, api.Assignment.id == table.c.assignment_id)
        .where(api.Assignment.name == assignment)
    )
    for key, student, moment in connection.execute(recorded).all():
        if student in moments and moments[student] != moment:
            connection.execute(sql.update(table).where(table.c.id == key).values(timestamp=moments[student]))


def read_scores(connection: sql.Connection, assignment: str) -> dict[str, dict[str, float]]:
    """Return the automatic scores, by student and graded cell; NaN for a cell that has none."""
    found: dict[str, dict[str, float]] = {}
    for student, cell, score in connection.execute(_grades(assignment, api.Grade.auto_score)):
        found.setdefault(student, {})[cell] = math.nan if score is None else float(score)
    return found


def read_marks(connection: sql.Connection, assignment: str) -> dict[str, dict[str, Mark]]:
    """Return what counts, by student and graded cell."""
    grade = api.Grade
    chosen = _grades(assignment, grade.auto_score, grade.manual_score, grade.extra_credit, grade.needs_manual_grade)
    found: dict[str, dict[str, Mark]] = {}
    for student, cell, automatic, manual, extra, review in connection.execute(chosen):
        counted = automatic if manual is None else manual
        points = float(counted or 0) + float(extra or 0)
        found.setdefault(student, {})[cell] = Mark(points, manual is not None or bool(extra), bool(review))
    return found


def _grades(assignment: str, *columns: Any) -> sql.Select[Any]:
    """Return the query for student, name and ``columns`` of each graded cell of each submission."""
    return (
        sql.select(api.SubmittedAssignment.student_id, api.BaseCell.name, *columns)
        .join(api.SubmittedNotebook, api.SubmittedNotebook.id == api.Grade.notebook_id)
        .join(api.SubmittedAssignment, api.SubmittedAssignment.id == api.SubmittedNotebook.assignment_id)
        .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
        .join(api.BaseCell, api.BaseCell.id == api.Grade.cell_id)
        .where(api.Assignment.name == assignment)
    )


def _set_scores(connection: sql.Connection, own: dict[str, str], graded: dict[str, str], outcome: Outcome) -> None:
    grade = api.Grade.__table__
    rows = _ensure(connection, grade, own, "cell_id", list(graded.values()), needs_manual_grade=False)
    for name, cell in graded.items():
        person = name in outcome.by_hand
        review = sql.or_(grade.c.manual_score.is_not(None), sql.literal(person or outcome.status is not Status.GRADED))
        connection.execute(
            sql.update(grade)
            .where(grade.c.id == rows[cell])
            .values(auto_score=None if person else outcome.scores.get(name, 0.0), needs_manual_grade=review)
        )


def _ensure(
    connection: sql.Connection,
    table: sql.FromClause,
    fixed: dict[str, str],
    column: str,
    values: list[str],
    **new: object,
) -> dict[str, str]:
    """Return the ids of the rows with ``fixed`` and each of ``values`` in ``column``; make those that are missing."""
    same = [table.c[name] == value for name, value in fixed.items()]
    found = {
        value: key
        for value, key in connection.execute(sql.select(table.c[column], table.c.id).where(*same))
        if value in set(values)
    }
    missing = {value: uuid4().hex for value in values if value not in found}
    if missing:
        rows = [{"id": key, column: value, **fixed, **new} for value, key in missing.items()]
        connection.execute(sql.insert(table), rows)  # type: ignore[arg-type] # the ORM's __table__ is a Table
    return found | missing
