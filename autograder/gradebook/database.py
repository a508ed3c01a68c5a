"""nbgrader's gradebook, written a batch at a time.

The schema is nbgrader's; what an instructor entered by hand (manual scores, comments, extra credit, late penalties,
extensions) is never touched. One transaction a batch, so that a stop leaves no batch half written. A gradebook that
another program holds is waited for (``locks``).
"""

from __future__ import annotations

import contextlib
import dataclasses
import math
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple, TypeVar
from uuid import uuid4

import sqlalchemy as sql
from nbformat.notebooknode import NotebookNode
from nbgrader import api

from autograder.cell import graded_cells
from autograder.errors import CourseError
from autograder.gradebook.locks import Patience, never_hanging, patiently
from autograder.gradebook.opening import open_gradebook
from autograder.gradebook.standing import Standing, read_standings
from autograder.outcome import Outcome, Status

__all__ = ["Gradebook", "Mark"]

Result = TypeVar("Result")


class Mark(NamedTuple):
    """What the gradebook has for one graded cell of one submission."""

    points: float
    """What counts: an instructor's score where there is one, and extra credit."""
    by_hand: bool
    """Whether an instructor entered any of it."""
    needs_review: bool


class Gradebook:
    """One course's gradebook at a SQLAlchemy address; it is opened for each act and closed again.

    Every method waits while another program holds the gradebook, as long as ``patience`` has it, and raises
    `GradebookBusyError` then.
    """

    def __init__(self, url: str, course: str, patience: Patience | None = None) -> None:
        self.url, self.course = never_hanging(url), course
        self.patience = patience or Patience()

    def impatient(self, seconds: float) -> Gradebook:
        """Return the same gradebook, which waits for ``seconds`` only."""
        return Gradebook(self.url, self.course, self.patience._replace(seconds=seconds))

    @patiently
    def create(self) -> None:
        """Make the tables of a new gradebook; one that exists is only opened."""
        self._open().close()

    @patiently
    def students(self) -> list[str]:
        """Return the ids of everyone in the gradebook."""
        with self._connection() as connection:
            return sorted(connection.scalars(sql.select(api.Student.id)))

    @patiently
    def enrol(self, ids: list[str]) -> None:
        """Add students that are not in the gradebook yet."""
        with self._connection() as connection:
            _enrol(connection, ids)

    @patiently
    def enter(self, assignment: str, source: NotebookNode) -> None:
        """Enter a released assignment into a gradebook that does not know it, as nbgrader's release does.

        Raises
        ------
        CourseError
            The gradebook has other tests or points than the source: what is graded would count wrongly.
        """
        with contextlib.closing(self._open()) as gradebook:
            with contextlib.suppress(api.MissingEntry):
                known = gradebook.find_notebook(assignment, assignment).grade_cells
                _check_agree(assignment, {cell.name: float(cell.max_score) for cell in known}, graded_cells(source))
                return
            gradebook.update_or_create_assignment(assignment)
        from nbgrader.preprocessors import SaveCells  # noqa: PLC0415 - seconds to import

        names = {"notebook": assignment, "assignment": assignment, "db_url": self.url}
        SaveCells().preprocess(source, {"nbgrader": names})

    @patiently
    def record(self, outcomes: list[Outcome]) -> None:
        """Write the automatic scores of a batch: rows that are missing are made, the others updated."""
        if not outcomes:
            return
        with self._connection() as connection:
            _enrol(connection, [outcome.student for outcome in outcomes])
            for assignment in dict.fromkeys(outcome.assignment for outcome in outcomes):
                batch = [outcome for outcome in outcomes if outcome.assignment == assignment]
                _record_assignment(connection, assignment, batch)

    def transaction(self) -> contextlib.AbstractContextManager[sql.Connection]:
        """Open one transaction: what is done in it is done as a whole, or not at all."""
        return self._connection()

    @patiently
    def within(self, act: Callable[[sql.Connection], Result]) -> Result:
        """Return what ``act`` returns; what it does is done as a whole, or not at all, and perhaps tried again."""
        with self._connection() as connection:
            return act(connection)

    @patiently
    def automatic(self, assignment: str) -> dict[str, dict[str, float]]:
        """Return the recorded automatic scores, by student and test; empty for who has no submission."""
        chosen = (
            sql.select(api.SubmittedAssignment.student_id, api.BaseCell.name, api.Grade.auto_score)
            .join(api.SubmittedNotebook, api.SubmittedNotebook.id == api.Grade.notebook_id)
            .join(api.SubmittedAssignment, api.SubmittedAssignment.id == api.SubmittedNotebook.assignment_id)
            .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
            .join(api.BaseCell, api.BaseCell.id == api.Grade.cell_id)
            .where(api.Assignment.name == assignment)
        )
        found: dict[str, dict[str, float]] = {}
        with self._connection() as connection:
            for student, cell, score in connection.execute(chosen):
                found.setdefault(student, {})[cell] = math.nan if score is None else float(score)
        return found

    @patiently
    def date(self, assignment: str, moments: dict[str, datetime | None]) -> None:
        """Write when submissions were handed in, where that is not what is recorded; nothing else is touched."""
        recorded = (
            sql.select(
                api.SubmittedAssignment.id, api.SubmittedAssignment.student_id, api.SubmittedAssignment.timestamp
            )
            .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
            .where(api.Assignment.name == assignment)
        )
        table = api.SubmittedAssignment.__table__
        with self._connection() as connection:
            for key, student, moment in connection.execute(recorded).all():
                if student in moments and moments[student] != moment:
                    update = sql.update(table).where(table.c.id == key)
                    connection.execute(update.values(timestamp=moments[student]))

    @patiently
    def marks(self, assignment: str) -> dict[str, dict[str, Mark]]:
        """Return what counts, by student and graded cell."""
        grade = api.Grade
        chosen = (
            sql.select(
                api.SubmittedAssignment.student_id,
                api.BaseCell.name,
                grade.auto_score,
                grade.manual_score,
                grade.extra_credit,
                grade.needs_manual_grade,
            )
            .join(api.SubmittedNotebook, api.SubmittedNotebook.id == grade.notebook_id)
            .join(api.SubmittedAssignment, api.SubmittedAssignment.id == api.SubmittedNotebook.assignment_id)
            .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
            .join(api.BaseCell, api.BaseCell.id == grade.cell_id)
            .where(api.Assignment.name == assignment)
        )
        found: dict[str, dict[str, Mark]] = {}
        with self._connection() as connection:
            for student, cell, automatic, manual, extra, review in connection.execute(chosen):
                counted = automatic if manual is None else manual
                points = float(counted or 0) + float(extra or 0)
                found.setdefault(student, {})[cell] = Mark(points, manual is not None or bool(extra), bool(review))
        return found

    @patiently
    def with_totals(self, outcomes: list[Outcome]) -> list[Outcome]:
        """Return the outcomes with total and lateness, as nbgrader itself counts them."""
        totals: dict[tuple[str, str], tuple[float, float]] = {}
        with contextlib.closing(self._open()) as gradebook:
            for assignment in dict.fromkeys(outcome.assignment for outcome in outcomes):
                with contextlib.suppress(api.MissingEntry):
                    for submission in gradebook.find_assignment(assignment).submissions:
                        penalty = sum(notebook.late_submission_penalty or 0 for notebook in submission.notebooks)
                        total = max(0.0, float(submission.score) - penalty)
                        totals[submission.student_id, assignment] = total, float(submission.total_seconds_late)
        filled = []
        for outcome in outcomes:
            total, late = totals.get((outcome.student, outcome.assignment), (0.0, 0.0))
            filled.append(dataclasses.replace(outcome, total=total, late=late))
        return filled

    @patiently
    def standings(self, assignment: str) -> dict[str, Standing]:
        """Return all that is entered for one assignment, by student."""
        with self._connection() as connection:
            return read_standings(connection, assignment)

    def _open(self) -> api.Gradebook:
        return open_gradebook(self.url, self.course)

    @contextlib.contextmanager
    def _connection(self) -> Iterator[sql.Connection]:
        """Open one transaction; the tables are nbgrader's to make."""
        with contextlib.closing(self._open()) as gradebook, gradebook.engine.begin() as connection:
            yield connection


def _check_agree(assignment: str, known: dict[str, float], asked: dict[str, float]) -> None:
    for name in [*asked, *known]:
        if known.get(name) != asked.get(name):
            words = [
                f"{points:g} points" if points is not None else "none" for points in (asked.get(name), known.get(name))
            ]
            raise CourseError(
                f"{assignment}: test {name} has {words[0]} in source/ and {words[1]} in the gradebook:"
                f" run 'autograder release {assignment}'"
            )


def _enrol(connection: sql.Connection, ids: list[str]) -> None:
    known = set(connection.scalars(sql.select(api.Student.id)))
    new = [{"id": student} for student in dict.fromkeys(ids) if student not in known]
    if new:
        connection.execute(sql.insert(api.Student.__table__), new)


def _record_assignment(connection: sql.Connection, assignment: str, batch: list[Outcome]) -> None:
    notebook = connection.execute(
        sql.select(api.Notebook.id, api.Assignment.id)
        .join(api.Assignment, api.Assignment.id == api.Notebook.assignment_id)
        .where(api.Assignment.name == assignment, api.Notebook.name == assignment)
    ).first()
    if notebook is None:
        raise CourseError(f"{assignment}: is not in the gradebook, run 'autograder release {assignment}'")
    notebook_id, assignment_id = notebook
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
