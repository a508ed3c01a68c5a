"""Where a student stands in one assignment: every line of points, as nbgrader's own gradebook has them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import sqlalchemy as sql
from nbgrader import api

from autograder.gradebook.totals import seconds_late

__all__ = ["Line", "Standing", "read_standings"]


@dataclass(frozen=True)
class Line:
    """The points of one graded cell."""

    notebook: str
    cell: str
    full: float
    auto: float | None = None
    manual: float | None = None
    """Entered by the instructor: it takes the place of the automatic points."""
    extra: float | None = None
    needs_review: bool = False
    """Whether an instructor has still to look at it."""

    @property
    def points(self) -> float:
        """What counts, without extra credit."""
        return self.manual if self.manual is not None else self.auto or 0.0

    @property
    def bonus(self) -> float:
        """Extra credit that counts: nbgrader adds none to a cell without any points of its own."""
        scored = self.manual is not None or self.auto is not None
        return self.extra if self.extra is not None and scored else 0.0


@dataclass(frozen=True)
class Standing:
    """All that the gradebook says of one student's submission."""

    lines: tuple[Line, ...] = ()
    comments: dict[tuple[str, str], str] = field(default_factory=dict)
    """What the instructor wrote, by notebook and cell."""
    penalty: float = 0.0
    """For handing in late, at least 0."""
    late: float = 0.0
    """Seconds after the due date, an extension taken into account."""
    extension: timedelta | None = None

    @property
    def bonus(self) -> float:
        """All extra credit."""
        return sum(line.bonus for line in self.lines)

    @property
    def full(self) -> float:
        """The points of all cells."""
        return sum(line.full for line in self.lines)

    @property
    def total(self) -> float:
        """Points, extra credit and penalty together, at least 0, as nbgrader exports it."""
        return max(0.0, sum(line.points + line.bonus for line in self.lines) - self.penalty)


def read_standings(connection: sql.Connection, assignment: str) -> dict[str, Standing]:
    """Return the standing of everyone who has a submission of one assignment, by student; a handful of queries."""
    chosen = api.Assignment.name == assignment
    due = connection.scalar(sql.select(api.Assignment.duedate).where(chosen))
    submissions = connection.execute(
        sql.select(
            api.SubmittedAssignment.id,
            api.SubmittedAssignment.student_id,
            api.SubmittedAssignment.timestamp,
            api.SubmittedAssignment.extension,
        )
        .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
        .where(chosen)
    ).all()
    cells = _cells(connection, assignment)
    marks = _marks(connection, assignment)
    comments = _comments(connection, assignment)
    penalties: dict[str, float] = {}
    for submission, penalty in connection.execute(
        sql.select(api.SubmittedNotebook.assignment_id, api.SubmittedNotebook.late_submission_penalty)
        .join(api.SubmittedAssignment, api.SubmittedAssignment.id == api.SubmittedNotebook.assignment_id)
        .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
        .where(chosen)
    ):
        penalties[submission] = penalties.get(submission, 0.0) + (penalty or 0.0)
    return {
        student: Standing(
            tuple(_line(names, full, marks.get((key, cell))) for cell, names, full in cells),
            comments.get(key, {}),
            penalties.get(key, 0.0),
            seconds_late(timestamp, due, extension),
            extension,
        )
        for key, student, timestamp, extension in submissions
    }


def _cells(connection: sql.Connection, assignment: str) -> list[tuple[str, tuple[str, str], float]]:
    """Return id, names (of notebook and cell) and points of every cell that can be graded."""
    grade, task = api.GradeCell.__table__, api.TaskCell.__table__
    full = sql.func.coalesce(grade.c.max_score, task.c.max_score)
    rows = connection.execute(
        sql.select(api.BaseCell.id, api.Notebook.name, api.BaseCell.name, full)
        .join(api.Notebook, api.Notebook.id == api.BaseCell.notebook_id)
        .join(api.Assignment, api.Assignment.id == api.Notebook.assignment_id)
        .outerjoin(grade, grade.c.id == api.BaseCell.id)
        .outerjoin(task, task.c.id == api.BaseCell.id)
        .where(api.Assignment.name == assignment, api.BaseCell.type.in_(["GradeCell", "TaskCell"]))
        .order_by(api.Notebook.name, api.BaseCell.name)
    )
    return [(cell, (notebook, name), float(points or 0.0)) for cell, notebook, name, points in rows]


def _marks(connection: sql.Connection, assignment: str) -> dict[tuple[str, str], Any]:
    """Return what was entered, by the ids of submission and cell."""
    rows = connection.execute(
        sql.select(
            api.SubmittedNotebook.assignment_id,
            api.Grade.cell_id,
            api.Grade.auto_score,
            api.Grade.manual_score,
            api.Grade.extra_credit,
            api.Grade.needs_manual_grade,
        )
        .join(api.SubmittedNotebook, api.SubmittedNotebook.id == api.Grade.notebook_id)
        .join(api.SubmittedAssignment, api.SubmittedAssignment.id == api.SubmittedNotebook.assignment_id)
        .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
        .where(api.Assignment.name == assignment)
    )
    return {(row[0], row[1]): row for row in rows}


def _comments(connection: sql.Connection, assignment: str) -> dict[str, dict[tuple[str, str], str]]:
    """Return what the instructor wrote, by submission; nbgrader's own "No response." is not theirs."""
    rows = connection.execute(
        sql.select(
            api.SubmittedNotebook.assignment_id, api.Notebook.name, api.BaseCell.name, api.Comment.manual_comment
        )
        .join(api.SubmittedNotebook, api.SubmittedNotebook.id == api.Comment.notebook_id)
        .join(api.Notebook, api.Notebook.id == api.SubmittedNotebook.notebook_id)
        .join(api.SubmittedAssignment, api.SubmittedAssignment.id == api.SubmittedNotebook.assignment_id)
        .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
        .join(api.BaseCell, api.BaseCell.id == api.Comment.cell_id)
        .where(api.Assignment.name == assignment, api.Comment.manual_comment.is_not(None))
    )
    found: dict[str, dict[tuple[str, str], str]] = {}
    for submission, notebook, cell, text in rows:
        if text.strip():
            found.setdefault(submission, {})[notebook, cell] = text.strip()
    return found


def _line(names: tuple[str, str], full: float, mark: Any | None) -> Line:
    if mark is None:
        return Line(*names, full)
    return Line(*names, full, mark.auto_score, mark.manual_score, mark.extra_credit, mark.needs_manual_grade)
