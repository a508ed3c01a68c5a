"""Points by exercise and test, as the gradebook counts them."""

from __future__ import annotations

from typing import NamedTuple

from nbformat.notebooknode import NotebookNode

from autograder.cell import Role, read
from autograder.gradebook.scores import Mark
from autograder.outcome import Outcome, Status

__all__ = ["COLUMNS", "PointsRow", "by_test", "graded_tests"]


class PointsRow(NamedTuple):
    """What one submission has for one test, or for another cell that has points."""

    student: str
    assignment: str
    exercise: str
    test: str
    points: float
    max: float
    status: str
    """``full``, ``part``, ``none``, ``by hand`` (an instructor entered it), ``to review``, or the submission's."""


COLUMNS = PointsRow._fields


def by_test(outcomes: list[Outcome], source: NotebookNode, marks: dict[str, dict[str, Mark]]) -> list[PointsRow]:
    """Return a row for each outcome of one assignment and each cell with points, in the notebook's order."""
    tests = graded_tests(source)
    return [
        PointsRow(outcome.student, outcome.assignment, exercise, name, mark.points, full, _status(outcome, mark, full))
        for outcome in outcomes
        for exercise, name, full in tests
        for mark in [marks.get(outcome.student, {}).get(name, Mark(0.0, by_hand=False, needs_review=False))]
    ]


def graded_tests(source: NotebookNode) -> list[tuple[str, str, float]]:
    """Return exercise, name and points of each cell that has points; a foreign test is of the answer before it."""
    tests, exercise = [], ""
    for cell in map(read, source.cells):
        if cell.role is Role.SOLUTION:
            exercise = cell.grade_id
        if cell.role is Role.TEST or cell.points:
            tests.append((cell.exercise or exercise or cell.grade_id, cell.grade_id, cell.points))
    return tests


def _status(outcome: Outcome, mark: Mark, full: float) -> str:
    if mark.by_hand:
        return "by hand"
    if outcome.status is not Status.GRADED:
        return outcome.status.value
    if mark.needs_review:
        return "to review"
    return "full" if mark.points >= full else "part" if mark.points else "none"
