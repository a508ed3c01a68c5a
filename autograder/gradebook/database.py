"""nbgrader's gradebook: opened for each act, one transaction an act.

A stop leaves no batch half written, and a gradebook that another program holds is waited for (``locks``). The acts
themselves stand beside it: ``scores``, ``standing``, ``late``, ``roster``, ``migration``.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import TypeVar

import sqlalchemy as sql
from nbformat.notebooknode import NotebookNode
from nbgrader import api
from sqlalchemy.exc import SQLAlchemyError

from autograder.cell import grade_id, graded_cells
from autograder.errors import CourseError, GradebookBusyError
from autograder.gradebook.locks import BUSY, Patience, is_busy, never_hanging, patiently, unusable
from autograder.gradebook.opening import open_gradebook
from autograder.gradebook.person import compact
from autograder.gradebook.scores import Mark, read_marks, read_scores, write_dates, write_scores
from autograder.gradebook.standing import Standing, read_standings
from autograder.gradebook.totals import read_totals
from autograder.outcome import Outcome

__all__ = ["Gradebook"]

Result = TypeVar("Result")


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
                known = gradebook.find_notebook(assignment, assignment)
                there = {cell.name for cell in (*known.grade_cells, *known.source_cells)}
                if known.num_submissions or {*filter(None, map(grade_id, source.cells))} <= there:
                    points = {cell.name: float(cell.max_score) for cell in known.grade_cells}
                    _check_agree(assignment, points, graded_cells(source))
                    return  # else whoever entered it was killed half-way
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
                write_scores(connection, assignment, batch)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sql.Connection]:
        """Open one transaction: what is done in it is done as a whole, or not at all; nothing is tried again."""
        try:
            with self._connection() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise (GradebookBusyError(BUSY) if is_busy(error) else unusable(self.url, error)) from error

    @patiently
    def within(self, act: Callable[[sql.Connection], Result]) -> Result:
        """Return what ``act`` returns; what it does is done as a whole, or not at all, and perhaps tried again."""
        with self._connection() as connection:
            return act(connection)

    @patiently
    def compact(self) -> None:
        """Let the database keep nothing of what was deleted."""
        with contextlib.closing(self._open()) as gradebook:
            compact(gradebook.engine)

    @patiently
    def automatic(self, assignment: str, students: Collection[str]) -> dict[str, dict[str, float]]:
        """Return the recorded automatic scores of ``students``, by student and test; none of who has no submission."""
        with self._connection() as connection:
            return read_scores(connection, assignment, students)

    @patiently
    def date(self, assignment: str, moments: dict[str, datetime | None]) -> None:
        """Write when submissions were handed in, where that is not what is recorded; nothing else is touched."""
        with self._connection() as connection:
            write_dates(connection, assignment, moments)

    @patiently
    def marks(self, assignment: str, students: Collection[str]) -> dict[str, dict[str, Mark]]:
        """Return what counts of ``students``, by student and graded cell."""
        with self._connection() as connection:
            return read_marks(connection, assignment, students)

    @patiently
    def with_totals(self, outcomes: list[Outcome]) -> list[Outcome]:
        """Return the outcomes with total and lateness, as nbgrader itself counts them."""
        totals: dict[tuple[str, str], tuple[float, float]] = {}
        wanted = {(outcome.student, outcome.assignment) for outcome in outcomes}
        with self._connection() as connection:
            for assignment in dict.fromkeys(outcome.assignment for outcome in outcomes):
                for each in read_totals(connection, assignment):
                    if (each.student, assignment) in wanted:
                        totals[each.student, assignment] = each.points, each.late
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
    known = {
        student
        for start in range(0, len(ids), 500)
        for student in connection.scalars(
            sql.select(api.Student.id).where(api.Student.id.in_(ids[start : start + 500]))
        )
    }
    new = [{"id": student} for student in dict.fromkeys(ids) if student not in known]
    if new:
        connection.execute(sql.insert(api.Student.__table__), new)
