"""What a class reached, read row by row: totals by student, and how many have how many points for each test."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sql
from nbgrader import api

from autograder.gradebook.standing import Line

__all__ = ["Figures", "read_figures"]

AT_ONCE = 5_000
"""Rows of a query that are in memory together."""


@dataclass
class Figures:
    """The figures of one assignment."""

    due: datetime | None = None
    """The due date in UTC, as nbgrader keeps it: without a zone."""
    totals: dict[str, float] = field(default_factory=dict)
    """By student, as nbgrader exports them; of whoever has a submission in the gradebook."""
    to_review: set[str] = field(default_factory=set)
    """Students of whom an instructor has still to look at a cell."""
    tests: dict[str, Counter[float]] = field(default_factory=dict)
    """By graded cell: how many of those who are counted have so many points."""
    complete: Counter[str] = field(default_factory=Counter)
    """By exercise: how many of those who are counted have the points of all its cells."""


def read_figures(
    connection: sql.Connection, assignment: str, counted: Collection[str], worth: Mapping[str, tuple[str, float]]
) -> Figures:
    """Return the figures of one assignment; of the rows only a few thousand are in memory at once.

    Parameters
    ----------
    connection, assignment
        Where to read, and what.
    counted
        The students whose points count in ``tests`` and ``complete``.
    worth
        Exercise and points of each graded cell.
    """
    figures = Figures(connection.scalar(sql.select(api.Assignment.duedate).where(api.Assignment.name == assignment)))
    penalties = _penalties(connection, assignment)
    asked = {
        exercise: {cell for cell, (other, _) in worth.items() if other == exercise} for exercise, _ in worth.values()
    }
    for student, rows in groupby(connection.execute(_grades(assignment)), key=lambda row: str(row[0])):
        lines = [_line(row) for row in rows]
        total = sum(line.points + line.bonus for line in lines)
        figures.totals[student] = max(0.0, total - penalties.get(student, 0.0))
        if any(line.needs_review for line in lines):
            figures.to_review.add(student)
        if student in counted:
            reached = {line.cell: line.points for line in lines}
            for cell in worth:
                figures.tests.setdefault(cell, Counter())[reached.get(cell, 0.0)] += 1
            figures.complete.update(
                name for name, cells in asked.items() if all(reached.get(cell, 0.0) >= worth[cell][1] for cell in cells)
            )
    return figures


def _grades(assignment: str) -> sql.Select[Any]:
    """Return the query for a row a graded cell of each submission, those of a student together."""
    grade, submitted = api.Grade, api.SubmittedAssignment
    return (
        sql.select(
            submitted.student_id,
            api.BaseCell.name,
            grade.auto_score,
            grade.manual_score,
            grade.extra_credit,
            grade.needs_manual_grade,
        )
        .join(api.SubmittedNotebook, api.SubmittedNotebook.id == grade.notebook_id)
        .join(submitted, submitted.id == api.SubmittedNotebook.assignment_id)
        .join(api.Assignment, api.Assignment.id == submitted.assignment_id)
        .join(api.BaseCell, api.BaseCell.id == grade.cell_id)
        .where(api.Assignment.name == assignment)
        .order_by(submitted.student_id)
        .execution_options(yield_per=AT_ONCE)
    )


def _penalties(connection: sql.Connection, assignment: str) -> dict[str, float]:
    """Return what is taken off for being late, by student."""
    notebook, submitted = api.SubmittedNotebook, api.SubmittedAssignment
    rows = connection.execute(
        sql.select(submitted.student_id, sql.func.sum(notebook.late_submission_penalty))
        .join(notebook, submitted.id == notebook.assignment_id)
        .join(api.Assignment, api.Assignment.id == submitted.assignment_id)
        .where(api.Assignment.name == assignment, notebook.late_submission_penalty > 0)
        .group_by(submitted.student_id)
    )
    return {student: float(penalty) for student, penalty in rows}


def _line(row: Any) -> Line:
    _, cell, automatic, manual, extra, review = row
    return Line("", cell, 0.0, automatic, manual, extra, bool(review))
